// SPDX-License-Identifier: MIT
// Another right way: tasks are handed to idle workers, each with a condition variable of its own.
// Those that leave join each other in a chain.
#include "lessons/pool/elastic_pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

using Task = std::function<void()>;

class HandingPool : public ElasticPool {
 public:
  HandingPool(int minimum, int maximum, nanoseconds idle_time)
      : minimum_(minimum), maximum_(maximum), idle_time_(idle_time) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int i = 0; i < minimum; ++i) idle_.push_back(&start(nullptr));
  }

  ~HandingPool() override {
    std::unique_lock<std::mutex> lock(mutex_);
    closing_ = true;
    done_.wait(lock, [this] { return busy() == 0; });
    for (Worker* worker : idle_) send_home(*worker);
    idle_.clear();
    done_.wait(lock, [this] { return workers_.empty(); });
    std::thread last = std::move(left_);
    lock.unlock();
    if (last.joinable()) last.join();
  }

  void submit(Task task) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    expire();
    if (!idle_.empty()) {
      Worker& worker = *idle_.back();
      idle_.pop_back();
      worker.task = std::move(task);
      worker.wake.notify_one();
    } else if (size_ < maximum_) {
      start(std::move(task));
    } else {
      queue_.push_back(std::move(task));
    }
  }

  int size() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closing_) return size_;
    const auto now = steady_clock::now();
    const auto over = std::count_if(idle_.begin(), idle_.end(), [&](const Worker* worker) {
      return !worker->stays && worker->deadline <= now;
    });
    return size_ - std::min(static_cast<int>(over), size_ - minimum_);
  }

 private:
  struct Worker {
    std::condition_variable wake;
    Task task;                          // handed to it, not yet begun
    steady_clock::time_point deadline;  // the end of its idle time, while it is idle
    bool stays = false;                 // it had to stay when its idle time was over
    bool goes = false;                  // it does not count any more
    std::thread thread;
  };

  // All the following are called with mutex_ locked, but for work().

  int busy() const { return size_ - static_cast<int>(idle_.size()); }

  Worker& start(Task task) {
    Worker& worker = workers_.emplace_back();
    ++size_;
    worker.task = std::move(task);
    worker.deadline = steady_clock::now() + idle_time_;
    worker.thread = std::thread([this, me = std::prev(workers_.end())] { work(me); });
    return worker;
  }

  void send_home(Worker& worker) {
    worker.goes = true;
    --size_;
    worker.wake.notify_one();
  }

  // Sends home the idle workers whose time is over, in the order of their times. No task waits
  // while a worker is in idle_.
  void expire() {
    if (closing_) return;
    const auto now = steady_clock::now();
    for (;;) {
      auto first = idle_.end();
      for (auto it = idle_.begin(); it != idle_.end(); ++it) {
        if ((*it)->stays || (*it)->deadline > now) continue;
        if (first == idle_.end() || (*it)->deadline < (*first)->deadline) first = it;
      }
      if (first == idle_.end()) return;
      if (size_ > minimum_) {
        send_home(**first);
        idle_.erase(first);
      } else {
        (*first)->stays = true;
      }
    }
  }

  void work(std::list<Worker>::iterator iterator) {
    Worker& me = *iterator;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      while (!me.task && !me.goes) {
        if (closing_ || me.stays) {
          me.wake.wait(lock);
        } else {
          me.wake.wait_until(lock, me.deadline);
          if (!me.task) expire();
        }
      }
      if (me.goes) break;
      Task task = std::exchange(me.task, nullptr);
      lock.unlock();
      try {
        task();
      } catch (...) {  // dropped
      }
      const auto end = steady_clock::now();
      task = nullptr;
      lock.lock();
      if (!queue_.empty()) {
        me.task = std::move(queue_.front());
        queue_.pop_front();
      } else {
        me.deadline = end + idle_time_;
        me.stays = false;
        idle_.push_back(&me);
        if (closing_ && busy() == 0) done_.notify_one();
      }
    }
    std::thread before = std::exchange(left_, std::move(me.thread));
    workers_.erase(iterator);
    if (closing_ && workers_.empty()) done_.notify_one();
    lock.unlock();
    if (before.joinable()) before.join();  // so who joins the last one has joined all
  }

  const int minimum_;
  const int maximum_;
  const nanoseconds idle_time_;
  mutable std::mutex mutex_;
  std::condition_variable done_;
  std::list<Worker> workers_;  // guarded by mutex_, as all that follows; also those that go
  std::vector<Worker*> idle_;
  std::deque<Task> queue_;  // empty as long as anybody is idle or there is room to grow
  int size_ = 0;            // the workers, without those that go
  bool closing_ = false;
  std::thread left_;  // the last one that left
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum, nanoseconds idle_time) {
  if (minimum < 0 || maximum < 1 || maximum < minimum || idle_time <= nanoseconds(0)) {
    throw std::invalid_argument("0 <= minimum <= maximum, 1 <= maximum, and 0 < idle time");
  }
  return std::make_unique<HandingPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
