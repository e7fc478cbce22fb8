// SPDX-License-Identifier: MIT
// Another right way: a semaphore counts the tasks that wait, so there is no condition variable. A
// closed pool puts a sentinel for each worker behind the tasks. map() counts its chunks down
// itself.
#include "lessons/pool/thread_pool.h"

#include <cstddef>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "lessons/base/semaphore.h"

namespace lockstep {
namespace {

struct Job {
  std::function<int()> task;  // empty: a sentinel
  Callbacks callbacks;
  std::promise<int> promise;
};

void fail(Job& job, const std::exception_ptr& error) {
  try {
    if (job.callbacks.on_error) job.callbacks.on_error(error);
  } catch (...) {
  }
  job.promise.set_exception(error);
}

void run(Job& job) {
  int result = 0;
  try {
    result = job.task();
  } catch (...) {
    return fail(job, std::current_exception());
  }
  try {
    if (job.callbacks.on_result) job.callbacks.on_result(result);
  } catch (...) {
  }
  job.promise.set_value(result);
}

class MyThreadPool : public ThreadPool {
 public:
  explicit MyThreadPool(int workers) {
    if (workers < 1) throw std::invalid_argument("no workers");
    workers_.resize(static_cast<std::size_t>(workers));
    for (std::thread& worker : workers_) worker = std::thread(&MyThreadPool::work, this);
  }

  ~MyThreadPool() override {
    close();
    join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    Job job{std::move(task), std::move(callbacks), {}};
    auto future = job.promise.get_future();
    {
      const std::lock_guard lock(mutex_);
      if (closed_) throw std::logic_error("closed");
      jobs_.push_back(std::move(job));
    }
    waiting_.release();
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("empty chunks");
    std::vector<int> results = inputs;
    const std::size_t count = (inputs.size() + chunk - 1) / chunk;
    std::vector<std::exception_ptr> errors(count);
    base::Semaphore ended(0);
    std::size_t accepted = 0;
    std::exception_ptr refused;
    for (; accepted < count; ++accepted) {
      const auto first = results.begin() + static_cast<std::ptrdiff_t>(accepted * chunk);
      const auto last = accepted + 1 == count ? results.end() : first + chunk;
      const auto work = [&function, first, last] {
        for (auto at = first; at != last; ++at) *at = function(*at);
        return 0;
      };
      std::exception_ptr& error = errors[accepted];
      try {
        submit(work, {.on_result = [&](int) { ended.release(); },
                      .on_error =
                          [&](const std::exception_ptr& what) {
                            error = what;
                            ended.release();
                          }});
      } catch (...) {
        refused = std::current_exception();
        break;
      }
    }
    for (std::size_t i = 0; i < accepted; ++i) ended.acquire();
    if (refused) std::rethrow_exception(refused);
    for (const std::exception_ptr& error : errors) {
      if (error) std::rethrow_exception(error);
    }
    return results;
  }

  void close() override {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    send_home();
  }

  void terminate() override {
    std::deque<Job> dropped;
    {
      const std::lock_guard lock(mutex_);
      const bool sentinels = closed_;
      closed_ = true;
      while (!jobs_.empty() && jobs_.front().task) {
        // A permit that a worker has taken for this job brings it a sentinel instead.
        dropped.push_back(std::move(jobs_.front()));
        jobs_.pop_front();
      }
      if (!sentinels) send_home();
    }
    for (Job& job : dropped) {
      fail(job, std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
  }

  void join() override {
    {
      const std::lock_guard lock(mutex_);
      if (!closed_) throw std::logic_error("open");
    }
    const std::lock_guard lock(joining_);
    for (std::thread& worker : workers_) {
      if (worker.joinable()) worker.join();
    }
  }

 private:
  void send_home() {
    jobs_.resize(jobs_.size() + workers_.size());
    for (std::size_t i = 0; i < workers_.size(); ++i) waiting_.release();
  }

  void work() {
    for (;;) {
      waiting_.acquire();
      Job job;
      {
        const std::lock_guard lock(mutex_);
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      if (!job.task) return;
      run(job);
    }
  }

  base::Semaphore waiting_{0};  // at least as many permits as there are jobs
  std::mutex mutex_;
  std::deque<Job> jobs_;  // guarded by mutex_, as is closed_
  bool closed_ = false;
  std::mutex joining_;
  std::vector<std::thread> workers_;
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  return std::make_unique<MyThreadPool>(workers);
}

}  // namespace lockstep
