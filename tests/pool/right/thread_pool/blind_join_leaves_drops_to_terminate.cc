// SPDX-License-Identifier: MIT
// Another right way: the first join() joins the workers and the others wait for it. What a
// terminate() drops at the same time is told by that call, and not waited for here.
#include "lessons/pool/thread_pool.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

struct Job {
  std::function<int()> task;
  Callbacks callbacks;
  std::promise<int> promise;
};

class MyThreadPool : public ThreadPool {
 public:
  explicit MyThreadPool(int workers) {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  }

  ~MyThreadPool() override {
    MyThreadPool::close();
    MyThreadPool::join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    Job job{std::move(task), std::move(callbacks), std::promise<int>()};
    std::future<int> future = job.promise.get_future();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) throw std::logic_error("the pool is closed");
    queue_.push_back(std::move(job));
    changed_.notify_one();
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("a chunk has 1 input or more");
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (closed_) throw std::logic_error("the pool is closed");
    }
    const std::size_t length = static_cast<std::size_t>(chunk);
    std::vector<int> results(inputs.size());
    std::vector<std::future<int>> chunks;
    chunks.reserve(inputs.size() / length + 1);
    std::exception_ptr refused;
    try {
      for (std::size_t begin = 0; begin < inputs.size(); begin += length) {
        const std::size_t end = std::min(begin + length, inputs.size());
        const auto task = [&, begin, end] {
          for (std::size_t i = begin; i < end; ++i) results[i] = function(inputs[i]);
          return 0;
        };
        chunks.push_back(submit(task, {}));
      }
    } catch (...) {
      refused = std::current_exception();
    }
    for (const std::future<int>& done : chunks) done.wait();
    if (refused) std::rethrow_exception(refused);
    for (std::future<int>& done : chunks) done.get();  // throws what came first in the inputs
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
      dropped.swap(queue_);
      changed_.notify_all();
    }
    for (Job& job : dropped) {
      fail(job, std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
  }

  void join() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!closed_) throw std::logic_error("the pool is open");
    if (!joining_) {
      joining_ = true;
      lock.unlock();
      for (std::thread& thread : threads_) thread.join();
      lock.lock();
      joined_ = true;
      ended_.notify_all();
    }
    ended_.wait(lock, [this] { return joined_; });
  }

 private:
  // Before the future is ready, and without the lock.
  static void fail(Job& job, std::exception_ptr error) {
    try {
      if (job.callbacks.on_error) job.callbacks.on_error(error);
    } catch (...) {  // dropped
    }
    job.promise.set_exception(std::move(error));
  }

  static void run(Job job) {
    int result = 0;
    std::exception_ptr error;
    try {
      result = job.task();
    } catch (...) {
      error = std::current_exception();
    }
    if (error) {
      fail(job, std::move(error));
      return;
    }
    try {
      if (job.callbacks.on_result) job.callbacks.on_result(result);
    } catch (...) {  // dropped
    }
    job.promise.set_value(result);
  }

  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      Job job = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      run(std::move(job));
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable ended_;
  std::deque<Job> queue_;  // guarded by mutex_, as all that follows
  bool closed_ = false;
  bool joining_ = false;
  bool joined_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  if (workers < 1) throw std::invalid_argument("a pool has 1 worker or more");
  return std::make_unique<MyThreadPool>(workers);
}

}  // namespace lockstep
