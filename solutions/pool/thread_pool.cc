// SPDX-License-Identifier: MIT
// Model answer for lessons/pool/thread_pool.h: a queue of jobs, a mutex that guards it, a condition
// variable on which idle workers sleep, and the workers.
//
// Two rules keep it simple. The mutex is held to look at the queue and to change it, never while
// foreign code runs: tasks, callbacks, and the destructors of what they have captured. And a job
// that has left the queue belongs to one thread alone, which gives its promise a result.
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

// A task on its way: from submit() to the one result, which is a value or an error.
class Job {
 public:
  Job(std::function<int()> task, Callbacks callbacks)
      : task_(std::move(task)), callbacks_(std::move(callbacks)) {}

  std::future<int> future() { return promise_.get_future(); }

  void run() {
    int result = 0;
    try {
      result = task_();
    } catch (...) {
      return fail(std::current_exception());
    }
    // Outside of the try block: an exception of the callback is not one of the task.
    call(callbacks_.on_result, result);
    promise_.set_value(result);
  }

  void fail(std::exception_ptr error) {
    call(callbacks_.on_error, error);
    promise_.set_exception(std::move(error));
  }

 private:
  // What a callback throws would end the worker, and with it the program, and the future would
  // never be ready.
  template <class Callback, class Value>
  static void call(const Callback& callback, const Value& value) {
    if (!callback) return;
    try {
      callback(value);
    } catch (...) {
    }
  }

  std::function<int()> task_;
  Callbacks callbacks_;
  std::promise<int> promise_;
};

class QueuePool : public ThreadPool {
 public:
  explicit QueuePool(int workers) {
    if (workers < 1) throw std::invalid_argument("a pool has 1 worker or more");
    for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
  }

  ~QueuePool() override {
    QueuePool::close();
    QueuePool::join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    Job job(std::move(task), std::move(callbacks));
    std::future<int> future = job.future();
    // The look at closed_ and the push are one critical section: a task that slipped in after the
    // last worker has looked would never be run.
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) throw std::logic_error("the pool accepts no more tasks");
    waiting_.push_back(std::move(job));
    // Always, not only when the queue was empty: the worker that was woken for the task before may
    // not have come yet, and this task is for another one.
    changed_.notify_one();
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("a chunk has 1 input or more");
    std::vector<int> results(inputs.size());
    std::vector<std::future<int>> chunks;
    std::exception_ptr error;
    // The tasks use what belongs to this call. So from the first submit() on, nothing may leave
    // this function before all of them have ended: no exception of a submit(), none of a future.
    try {
      for (std::size_t begin = 0, end = 0; begin < inputs.size(); begin = end) {
        end = begin + std::min<std::size_t>(static_cast<std::size_t>(chunk), inputs.size() - begin);
        chunks.push_back(ThreadPool::submit([&function, &inputs, &results, begin, end] {
          // Each chunk writes its own elements, so the vector needs no lock.
          for (std::size_t i = begin; i < end; ++i) results[i] = function(inputs[i]);
          return 0;
        }));
      }
    } catch (...) {
      error = std::current_exception();
    }
    for (std::future<int>& future : chunks) {
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
      dropped.swap(waiting_);
      changed_.notify_all();
    }
    // Now nobody else knows these jobs. Who waits for them must learn it: to clear the queue and be
    // done would do for the futures, whose promises then break by themselves, but not for on_error.
    for (Job& job : dropped) {
      job.fail(std::make_exception_ptr(std::future_error(std::future_errc::broken_promise)));
    }
  }

  void join() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!closed_) throw std::logic_error("join() comes after close() or terminate()");
    }
    // A mutex of its own: the workers need the other one to end. And a mutex it must be, because a
    // thread can be joined once only: a second caller waits here, and then finds nothing to join.
    const std::lock_guard<std::mutex> lock(joining_);
    for (std::thread& worker : workers_) {
      if (worker.joinable()) worker.join();
    }
  }

 private:
  // What a worker does.
  void work() {
    while (std::unique_ptr<Job> job = next()) job->run();
  }

  // The next job; waits for it. Null when none will come: the queue is drained before a worker
  // ends.
  std::unique_ptr<Job> next() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return nullptr;
    auto job = std::make_unique<Job>(std::move(waiting_.front()));
    waiting_.pop_front();
    return job;
  }

  std::mutex mutex_;
  std::condition_variable changed_;  // a job waits, or the pool is closed
  std::deque<Job> waiting_;          // guarded by mutex_
  bool closed_ = false;              // guarded by mutex_
  std::mutex joining_;
  std::vector<std::thread> workers_;  // guarded by joining_ once the pool is made
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  return std::make_unique<QueuePool>(workers);
}

}  // namespace lockstep

// The standard library has no thread pool. std::async(std::launch::async, ...) starts a thread for
// each task in the common implementations, and its futures wait in their destructors.
// std::packaged_task is task and promise in one; here it does not fit, because its future is ready
// before a callback could be called. std::execution (C++26) brings schedulers, and with them the
// system's own pool. Python has multiprocessing.pool.ThreadPool, whose rules for close, terminate,
// join and callbacks these are, and concurrent.futures.ThreadPoolExecutor.
