// SPDX-License-Identifier: MIT
// Another right way: an idle worker waits on a condition variable of its own, and submit() hands
// the task to it directly; only when nobody is idle does a task go to the queue. Workers are
// started when they are needed first. Results are made by std::packaged_task, which is moved into
// shared memory.
#include "lessons/pool/thread_pool.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

// Tells the callbacks, then passes on what the task gave.
int run_with_callbacks(const std::function<int()>& task, const Callbacks& callbacks) {
  const auto quietly = [](const auto& callback, const auto& value) {
    if (!callback) return;
    try {
      callback(value);
    } catch (...) {
    }
  };
  int result = 0;
  try {
    result = task();
  } catch (...) {
    quietly(callbacks.on_error, std::current_exception());
    throw;
  }
  quietly(callbacks.on_result, result);
  return result;
}

struct Job {
  std::packaged_task<int()> run;
  std::function<void(std::exception_ptr)> on_error;
};

struct Idle {
  std::condition_variable woken;
  std::unique_ptr<Job> job;
  bool leave = false;
};

class MyThreadPool : public ThreadPool {
 public:
  explicit MyThreadPool(int workers) : most_(static_cast<std::size_t>(workers)) {
    if (workers < 1) throw std::invalid_argument("no workers");
  }

  ~MyThreadPool() override {
    close();
    join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    const auto on_error = callbacks.on_error;
    auto job = std::make_unique<Job>(
        Job{std::packaged_task<int()>([task = std::move(task), callbacks = std::move(callbacks)] {
              return run_with_callbacks(task, callbacks);
            }),
            on_error});
    auto future = job->run.get_future();
    const std::lock_guard lock(mutex_);
    if (closed_) throw std::logic_error("closed");
    if (!idle_.empty()) {
      Idle* worker = idle_.back();
      idle_.pop_back();
      worker->job = std::move(job);
      worker->woken.notify_one();
    } else {
      jobs_.push_back(std::move(job));
      if (workers_.size() < most_) workers_.emplace_back([this] { work(); });
    }
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("empty chunks");
    std::vector<int> results(inputs.size());
    std::vector<std::future<int>> chunks;
    std::exception_ptr error;
    for (std::size_t begin = 0; begin < inputs.size() && !error; begin += chunk) {
      const std::size_t end = std::min(inputs.size(), begin + chunk);
      try {
        chunks.push_back(submit(
            [&, begin, end] {
              std::transform(inputs.begin() + begin, inputs.begin() + end, results.begin() + begin,
                             function);
              return 0;
            },
            {}));
      } catch (...) {
        error = std::current_exception();
      }
    }
    for (auto& one : chunks) one.wait();
    if (error) std::rethrow_exception(error);
    for (auto& one : chunks) one.get();
    return results;
  }

  void close() override {
    const std::lock_guard lock(mutex_);
    close_locked();
  }

  void terminate() override {
    std::deque<std::unique_ptr<Job>> dropped;
    {
      const std::lock_guard lock(mutex_);
      close_locked();
      dropped.swap(jobs_);
    }
    for (auto& job : dropped) {
      try {
        if (job->on_error) {
          job->on_error(
              std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
        }
      } catch (...) {
      }
      job.reset();  // breaks the promise
    }
  }

  void join() override {
    std::unique_lock lock(mutex_);
    if (!closed_) throw std::logic_error("open");
    // One joins; the others wait until that is done.
    gone_.wait(lock, [this] { return !joining_; });
    joining_ = true;
    while (!workers_.empty()) {
      std::thread worker = std::move(workers_.back());
      workers_.pop_back();
      lock.unlock();
      worker.join();
      lock.lock();
    }
    joining_ = false;
    gone_.notify_all();
  }

 private:
  void close_locked() {
    closed_ = true;
    for (Idle* worker : idle_) {
      worker->leave = true;
      worker->woken.notify_one();
    }
    idle_.clear();
  }

  std::unique_ptr<Job> next() {
    std::unique_lock lock(mutex_);
    if (!jobs_.empty()) {
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      return job;
    }
    if (closed_) return nullptr;
    Idle me;
    idle_.push_back(&me);
    me.woken.wait(lock, [&] { return me.leave || me.job; });
    return std::move(me.job);
  }

  void work() {
    while (auto job = next()) job->run();
  }

  const std::size_t most_;
  std::mutex mutex_;  // guards all below
  std::deque<std::unique_ptr<Job>> jobs_;
  std::vector<Idle*> idle_;  // empty while a job waits
  std::vector<std::thread> workers_;
  std::condition_variable gone_;
  bool joining_ = false;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  return std::make_unique<MyThreadPool>(workers);
}

}  // namespace lockstep
