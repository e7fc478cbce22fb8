// expect: wrong result in ThreadPool.JoinWaitsForTheWorkers
// join() waits until no task waits; some may be running then.
// SPDX-License-Identifier: MIT
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

struct Job {
  std::function<int()> task;
  Callbacks callbacks;
  std::promise<int> promise;
};

template <class Callback, class Value>
void call(const Callback& callback, const Value& value) {
  if (!callback) return;
  try {
    callback(value);
  } catch (...) {
  }
}

void fail(Job& job, std::exception_ptr error) {
  call(job.callbacks.on_error, error);
  job.promise.set_exception(error);
}

void run(Job& job) {
  int result = 0;
  try {
    result = job.task();
  } catch (...) {
    fail(job, std::current_exception());
    return;
  }
  call(job.callbacks.on_result, result);
  job.promise.set_value(result);
}

class MyThreadPool : public ThreadPool {
 public:
  explicit MyThreadPool(int workers) {
    if (workers < 1) throw std::invalid_argument("no workers");
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  }

  ~MyThreadPool() override {
    MyThreadPool::close();
    MyThreadPool::join();
    for (std::thread& thread : threads_) thread.join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    Job job{std::move(task), std::move(callbacks), {}};
    std::future<int> future = job.promise.get_future();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) throw std::logic_error("closed");
    jobs_.push_back(std::move(job));
    changed_.notify_one();
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("no inputs in a chunk");
    const std::size_t length = chunk;
    std::vector<int> results(inputs.size());
    std::vector<std::future<int>> futures;
    std::exception_ptr error;
    try {
      for (std::size_t begin = 0; begin < inputs.size(); begin += length) {
        const std::size_t end = std::min(begin + length, inputs.size());
        futures.push_back(ThreadPool::submit([&function, &inputs, &results, begin, end] {
          for (std::size_t i = begin; i < end; ++i) results[i] = function(inputs[i]);
          return 0;
        }));
      }
    } catch (...) {
      error = std::current_exception();
    }
    for (auto& future : futures) {
      try {
        future.get();
      } catch (...) {
        if (!error) error = std::current_exception();
      }
    }
    if (error) std::rethrow_exception(error);
    return results;
  }

  void close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  void terminate() override {
    std::deque<Job> dropped;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
      dropped.swap(jobs_);
      taken_.notify_all();
      changed_.notify_all();
    }
    for (Job& job : dropped) {
      fail(job, std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
  }

  void join() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!closed_) throw std::logic_error("not closed");
    taken_.wait(lock, [this] { return jobs_.empty(); });
  }

 private:
  void work() {
    for (;;) {
      Job job;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
        taken_.notify_all();
      }
      run(job);
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable taken_;
  std::deque<Job> jobs_;  // guarded by mutex_
  bool closed_ = false;   // guarded by mutex_
  std::mutex join_mutex_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  return std::make_unique<MyThreadPool>(workers);
}

}  // namespace lockstep
