// expect: wrong result in TrafficLight.NoCarPassesOnRed
// A car waits once: woken for no reason, it passes on red.
// SPDX-License-Identifier: MIT
#include "lessons/event/traffic_light.h"

#include <condition_variable>
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
    {
      std::unique_lock<std::mutex> lock(mutex_);
      if (!open_) for_cars_.wait(lock);
      ++passing_;
    }
    try {
      drive();
    } catch (...) {
      leave();
      throw;
    }
    leave();
  }

 private:
  void leave() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--passing_ == 0) for_light_.notify_one();
  }

  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    Colour colour = Colour::kRed;
    for (;;) {
      const auto due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      if (for_light_.wait_until(lock, due, [this] { return stop_; })) return;
      open_ = false;
      for_light_.wait(lock, [this] { return passing_ == 0; });
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      lock.unlock();
      turn_(colour);
      lock.lock();
      open_ = colour == Colour::kGreen;
      if (open_) for_cars_.notify_all();
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;
  std::mutex mutex_;
  std::condition_variable for_cars_;
  std::condition_variable for_light_;
  bool open_ = false;  // a car may begin to pass
  bool stop_ = false;
  int passing_ = 0;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
