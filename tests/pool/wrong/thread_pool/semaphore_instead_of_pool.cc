// expect: wrong result in ThreadPool.WorkersAreReused
// A semaphore lets no more tasks run than there should be workers, but each has a thread of its
// own.
// SPDX-License-Identifier: MIT
#include "lessons/pool/thread_pool.h"

#include "lessons/base/semaphore.h"

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
  explicit MyThreadPool(int workers) : places_(std::max(workers, 0)) {
    if (workers < 1) throw std::invalid_argument("no workers");
  }

  ~MyThreadPool() override {
    MyThreadPool::close();
    MyThreadPool::join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    Job job{std::move(task), std::move(callbacks), {}};
    std::future<int> future = job.promise.get_future();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) throw std::logic_error("closed");
    jobs_.push_back(std::move(job));
    threads_.emplace_back([this] { work(); });
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
      changed_.notify_all();
    }
    for (Job& job : dropped) {
      fail(job, std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
  }

  void join() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!closed_) throw std::logic_error("not closed");
    }
    const std::lock_guard<std::mutex> lock(join_mutex_);
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  void work() {
    places_.acquire();
    Job job;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!jobs_.empty()) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
    }
    if (job.task) run(job);
    places_.release();
  }

  base::Semaphore places_;
  std::mutex mutex_;
  std::condition_variable changed_;
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
