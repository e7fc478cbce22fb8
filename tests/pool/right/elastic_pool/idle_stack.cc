// SPDX-License-Identifier: MIT
// Another right way: idle workers lie on a stack, each with a condition variable of its own, and
// submit() hands the task to the one on top, or starts a worker with it, or else puts it in the
// queue. So the workers at the bottom stay idle and end. Ended threads are joined by the next
// submit().
#include "lessons/pool/elastic_pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

using Task = std::function<void()>;

struct Worker {
  std::thread thread;
  std::condition_variable woken;
  Task task;             // handed over
  bool told_to = false;  // wake up: there is a task, or it is the end
};

class MyElasticPool : public ElasticPool {
 public:
  MyElasticPool(int minimum, int maximum, std::chrono::nanoseconds idle_time)
      : minimum_(minimum), maximum_(maximum), idle_time_(idle_time) {
    if (minimum < 0) throw std::invalid_argument("minimum");
    if (maximum < std::max(1, minimum)) throw std::invalid_argument("maximum");
    if (idle_time.count() < 1) throw std::invalid_argument("idle time");
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < minimum; ++i) idle_.push_back(start({}));
  }

  ~MyElasticPool() override {
    std::unique_lock lock(mutex_);
    ending_ = true;
    for (Worker* worker : idle_) wake(*worker);
    idle_.clear();
    gone_.wait(lock, [this] { return workers_.empty(); });
    join_ended();
  }

  void submit(Task task) override {
    const std::lock_guard lock(mutex_);
    join_ended();
    if (!idle_.empty()) {
      Worker& worker = *idle_.back();
      idle_.pop_back();
      worker.task = std::move(task);
      wake(worker);
    } else if (size_locked() < maximum_) {
      start(std::move(task));
    } else {
      waiting_.push_back(std::move(task));
    }
  }

  int size() const override {
    const std::lock_guard lock(mutex_);
    return size_locked();
  }

 private:
  int size_locked() const { return static_cast<int>(workers_.size()); }

  static void wake(Worker& worker) {
    worker.told_to = true;
    worker.woken.notify_one();
  }

  // Those in ended_ have given the mutex back for the last time, or are about to: they put
  // themselves there just before. So the wait is short, but the mutex must not be needed for it.
  void join_ended() {
    for (Worker& worker : ended_) worker.thread.join();
    ended_.clear();
  }

  Worker* start(Task first) {
    const auto worker = workers_.emplace(workers_.end());
    worker->task = std::move(first);
    worker->thread = std::thread([this, worker] { work(worker); });
    return &*worker;
  }

  void work(std::list<Worker>::iterator me) {
    std::unique_lock lock(mutex_);
    bool on_stack = !me->task && !me->told_to;  // the first ones are put there for them
    for (;;) {
      if (!me->task && !waiting_.empty()) {
        me->task = std::move(waiting_.front());
        waiting_.pop_front();
      }
      if (me->task) {
        run(std::exchange(me->task, nullptr), lock);
        continue;
      }
      if (ending_ || !wait_on_stack(*me, lock, on_stack)) break;
      on_stack = false;
    }
    ended_.splice(ended_.end(), workers_, me);
    if (workers_.empty()) gone_.notify_all();
  }

  static void run(Task task, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    try {
      task();
    } catch (...) {
    }
    task = nullptr;
    lock.lock();
  }

  // False when the time is over.
  bool wait_on_stack(Worker& me, std::unique_lock<std::mutex>& lock, bool on_stack) {
    if (!on_stack) {
      me.told_to = false;
      idle_.push_back(&me);
    }
    const auto told = [&me] { return me.told_to; };
    if (size_locked() > minimum_) {
      if (me.woken.wait_for(lock, idle_time_, told)) return true;
      if (size_locked() > minimum_) {
        std::erase(idle_, &me);
        return false;
      }
    }
    me.woken.wait(lock, told);
    return true;
  }

  const int minimum_;
  const int maximum_;
  const std::chrono::nanoseconds idle_time_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable gone_;
  std::deque<Task> waiting_;   // empty while a worker is idle
  std::vector<Worker*> idle_;  // none of them has a task
  std::list<Worker> workers_;  // that have not ended
  std::list<Worker> ended_;
  bool ending_ = false;
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum,
                                               std::chrono::nanoseconds idle_time) {
  return std::make_unique<MyElasticPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
