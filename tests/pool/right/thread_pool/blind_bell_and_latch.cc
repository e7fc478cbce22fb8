// SPDX-License-Identifier: MIT
// Another right way: idle workers wait for an atomic bell, and map() has a latch for its chunks.
#include "lessons/pool/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <latch>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

std::exception_ptr broken_promise() {
  return std::make_exception_ptr(std::future_error(std::future_errc::broken_promise));
}

// Exactly one of the two is called, without a lock.
struct Job {
  std::function<void()> run;
  std::function<void()> drop;
};

using Jobs = std::list<Job>;  // a list, so that many are added at once or none

class Task {
 public:
  Task(std::function<int()> task, Callbacks callbacks)
      : task_(std::move(task)), callbacks_(std::move(callbacks)) {}

  std::future<int> future() { return promise_.get_future(); }

  void run() {
    int result = 0;
    try {
      result = task_();
    } catch (...) {
      return fail(std::current_exception());
    }
    call(callbacks_.on_result, result);
    promise_.set_value(result);
  }

  void fail(std::exception_ptr error) {
    call(callbacks_.on_error, error);
    promise_.set_exception(std::move(error));
  }

 private:
  template <class Callback, class Value>
  static void call(const Callback& callback, const Value& value) {
    try {
      if (callback) callback(value);
    } catch (...) {  // dropped
    }
  }

  std::function<int()> task_;
  Callbacks callbacks_;
  std::promise<int> promise_;
};

// One call of map(). `function` and `inputs` are the caller's; they are there until `open` is 0.
struct Round {
  void run(std::size_t number, std::size_t begin, std::size_t end) {
    try {
      for (std::size_t i = begin; i < end; ++i) results[i] = function(inputs[i]);
    } catch (...) {
      errors[number] = std::current_exception();
    }
    open.count_down();
  }

  void drop(std::size_t number) {
    errors[number] = broken_promise();
    open.count_down();
  }

  const std::function<int(int)>& function;
  const std::vector<int>& inputs;
  const std::size_t chunks;
  std::vector<int> results = std::vector<int>(inputs.size());
  std::vector<std::exception_ptr> errors = std::vector<std::exception_ptr>(chunks);
  std::latch open{static_cast<std::ptrdiff_t>(chunks)};  // the chunks that have not ended
};

class BellPool : public ThreadPool {
 public:
  explicit BellPool(int workers) {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
  }

  ~BellPool() override {
    BellPool::close();
    BellPool::join();
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    const auto job = std::make_shared<Task>(std::move(task), std::move(callbacks));
    std::future<int> future = job->future();
    add({{[job] { job->run(); }, [job] { job->fail(broken_promise()); }}});
    return future;
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    if (chunk < 1) throw std::invalid_argument("a chunk has 1 input or more");
    const std::size_t length = static_cast<std::size_t>(chunk);
    const std::size_t chunks = inputs.size() / length + (inputs.size() % length == 0 ? 0 : 1);
    // Shared, because count_down() may still run when this call goes on.
    const std::shared_ptr<Round> round(new Round{function, inputs, chunks});
    Jobs jobs;
    for (std::size_t i = 0; i < chunks; ++i) {
      const std::size_t end = std::min((i + 1) * length, inputs.size());
      jobs.push_back({[=] { round->run(i, i * length, end); }, [=] { round->drop(i); }});
    }
    add(std::move(jobs));
    round->open.wait();
    const auto errors = std::move(round->errors);  // a worker may let the round go after this call
    for (const std::exception_ptr& error : errors) {
      if (error) std::rethrow_exception(error);
    }
    return std::move(round->results);
  }

  void close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    ring();
  }

  void terminate() override {
    Jobs dropped;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
      dropped.swap(jobs_);
    }
    ring();
    for (const Job& job : dropped) job.drop();
  }

  void join() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!closed_) throw std::logic_error("the pool is open");
    }
    std::call_once(joined_, [this] {
      for (std::thread& thread : threads_) thread.join();
    });
  }

 private:
  // All of `jobs`, or none when the pool is closed.
  void add(Jobs jobs) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) throw std::logic_error("the pool is closed");
    jobs_.splice(jobs_.end(), jobs);
    ring();
  }

  void ring() {
    ++bell_;
    bell_.notify_all();
  }

  void work() {
    for (;;) {
      const unsigned heard = bell_;  // before the look: what comes later rings again
      Jobs next;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (jobs_.empty() && closed_) return;
        if (!jobs_.empty()) next.splice(next.end(), jobs_, jobs_.begin());
      }
      if (next.empty()) bell_.wait(heard);
      for (const Job& job : next) job.run();
    }
  }

  std::atomic<unsigned> bell_{0};  // rings when there is something to look at
  std::mutex mutex_;
  Jobs jobs_;  // guarded by mutex_, as closed_
  bool closed_ = false;
  std::once_flag joined_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  if (workers < 1) throw std::invalid_argument("a pool has 1 worker or more");
  return std::make_unique<BellPool>(workers);
}

}  // namespace lockstep
