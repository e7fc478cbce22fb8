// expect: wrong result in TrafficLight.CarsOnGreenDoNotWait
// Cars leave their drives to the light, which calls them in its own thread.
// SPDX-License-Identifier: MIT
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class MyTrafficLight : public TrafficLight {
 public:
  MyTrafficLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn)
      : red_(red), green_(green), turn_(std::move(turn)) {
    if (red.count() < 1 || green.count() < 1) throw std::invalid_argument("no time at all");
    thread_ = std::thread([this] { run(); });
  }

  ~MyTrafficLight() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
      for_light_.notify_all();
    }
    thread_.join();
  }

  void pass(const std::function<void()>& drive) override {
    std::packaged_task<void()> task(drive);
    auto done = task.get_future();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      cars_.push_back(std::move(task));
      for_light_.notify_all();
    }
    done.get();
  }

 private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    Colour colour = Colour::kRed;
    for (;;) {
      const auto due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      while (!stop_ && steady_clock::now() < due) {
        if (colour == Colour::kGreen) drive_all(lock);
        for_light_.wait_until(lock, due);
      }
      if (stop_) return;
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      lock.unlock();
      turn_(colour);
      lock.lock();
    }
  }

  void drive_all(std::unique_lock<std::mutex>& lock) {
    while (!cars_.empty()) {
      std::packaged_task<void()> task = std::move(cars_.front());
      cars_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;
  std::mutex mutex_;
  std::condition_variable for_light_;
  std::deque<std::packaged_task<void()>> cars_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
