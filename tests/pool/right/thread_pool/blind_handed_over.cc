// SPDX-License-Identifier: MIT
// Another right way: submit() hands the task to an idle worker itself; each has a condition
// variable of its own. join() waits for a terminate() in another thread, which it need not.
#include "lessons/pool/thread_pool.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <future>
#include <list>
#include <mutex>
#include <optional>
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

class HandingPool : public ThreadPool {
 public:
  explicit HandingPool(int workers) {
    idle_.reserve(static_cast<std::size_t>(workers));
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int i = 0; i < workers; ++i) {
      Worker& worker = workers_.emplace_back();
      worker.thread = std::thread([this, &worker] { work(worker); });
    }
  }

  ~HandingPool() override {
    HandingPool::close();
    HandingPool::join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    Job job{std::move(task), std::move(callbacks), std::promise<int>()};
    std::future<int> future = job.promise.get_future();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) throw std::logic_error("the pool is closed");
    if (idle_.empty()) {
      queue_.push_back(std::move(job));
    } else {
      Worker& worker = *idle_.back();
      idle_.pop_back();
      worker.job = std::move(job);
      worker.wake.notify_one();
    }
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("a chunk has 1 input or more");
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
    wake_all();
  }

  void terminate() override {
    std::deque<Job> dropped;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
      dropped.swap(queue_);
      ++dropping_;
      wake_all();
    }
    for (Job& job : dropped) {
      fail(job, std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--dropping_ == 0) ended_.notify_all();
  }

  void join() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!closed_) throw std::logic_error("the pool is open");
    if (!joining_) {
      joining_ = true;
      lock.unlock();
      for (Worker& worker : workers_) worker.thread.join();
      lock.lock();
      joined_ = true;
      ended_.notify_all();
    }
    ended_.wait(lock, [this] { return joined_ && dropping_ == 0; });
  }

 private:
  struct Worker {
    std::condition_variable wake;
    std::optional<Job> job;  // guarded by mutex_; handed to it, not yet begun
    std::thread thread;
  };

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
    try {
      result = job.task();
    } catch (...) {
      return fail(job, std::current_exception());
    }
    try {
      if (job.callbacks.on_result) job.callbacks.on_result(result);
    } catch (...) {  // dropped
    }
    job.promise.set_value(result);
  }

  void work(Worker& me) {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      if (!queue_.empty()) {
        me.job = std::move(queue_.front());
        queue_.pop_front();
      } else if (!closed_) {
        idle_.push_back(&me);
        me.wake.wait(lock, [&] { return me.job || closed_; });
      }
      if (!me.job) return;  // closed, and nothing is left
      Job job = std::move(*me.job);
      me.job.reset();
      lock.unlock();
      run(std::move(job));
      lock.lock();
    }
  }

  // With mutex_ locked, after closed_ was set. Who is idle has no job, and ends.
  void wake_all() {
    for (Worker* worker : idle_) worker->wake.notify_one();
    idle_.clear();
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  std::list<Worker> workers_;
  std::vector<Worker*> idle_;  // guarded by mutex_, as all that follows; empty while jobs wait
  std::deque<Job> queue_;
  bool closed_ = false;
  int dropping_ = 0;  // terminate()s that still drop jobs
  bool joining_ = false;
  bool joined_ = false;
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  if (workers < 1) throw std::invalid_argument("a pool has 1 worker or more");
  return std::make_unique<HandingPool>(workers);
}

}  // namespace lockstep
