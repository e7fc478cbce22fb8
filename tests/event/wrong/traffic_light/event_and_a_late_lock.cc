// expect: wrong result in TrafficLight.NoCarPassesOnRed
// A car waits for an event and then locks out the light, without a look whether it is still green.
// SPDX-License-Identifier: MIT
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

// An event as the lesson before builds it.
class Event {
 public:
  void set() {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = true;
    changed_.notify_all();
  }

  void clear() {
    const std::lock_guard<std::mutex> lock(mutex_);
    set_ = false;
  }

  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool set_ = false;
};

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
    green_now_.wait();
    const std::shared_lock<std::shared_mutex> on_the_road(road_);
    drive();
  }

 private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    Colour colour = Colour::kRed;
    for (;;) {
      const auto due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      if (for_light_.wait_until(lock, due, [this] { return stop_; })) return;
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      if (colour == Colour::kRed) green_now_.clear();
      const std::unique_lock<std::shared_mutex> alone(road_);
      turn_(colour);
      if (colour == Colour::kGreen) green_now_.set();
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;
  Event green_now_;
  std::shared_mutex road_;  // shared by cars, alone for the light
  std::mutex mutex_;
  std::condition_variable for_light_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
