// expect: wrong result in TrafficLight.ComingCarsDoNotHoldTheLight
// Cars share a mutex that the light needs alone: further cars get it while the light waits.
// SPDX-License-Identifier: MIT
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <initializer_list>
#include <mutex>
#include <shared_mutex>
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
      : red_(red), green_(green), turn_(std::move(turn)), first_(steady_clock::now() + red) {
    thread_ = std::thread([this] { run(); });
  }

  ~MyTrafficLight() override {
    {
      const std::lock_guard<std::shared_mutex> lock(road_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void pass(const std::function<void()>& drive) override {
    std::shared_lock<std::shared_mutex> lock(road_);
    changed_.wait(lock, [this] { return colour_ == Colour::kGreen; });
    drive();
  }

 private:
  void run() {
    auto due = first_;
    std::unique_lock<std::shared_mutex> lock(road_);
    while (!changed_.wait_until(lock, due, [this] { return stop_; })) {
      colour_ = colour_ == Colour::kRed ? Colour::kGreen : Colour::kRed;
      turn_(colour_);
      due = steady_clock::now() + (colour_ == Colour::kRed ? red_ : green_);
      if (colour_ == Colour::kGreen) changed_.notify_all();
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;  // called by thread_ only
  const steady_clock::time_point first_;
  std::shared_mutex road_;  // shared by the cars that pass; the light's while it turns
  std::condition_variable_any changed_;
  Colour colour_ = Colour::kRed;  // guarded by road_
  bool stop_ = false;             // guarded by road_
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  for (const nanoseconds time : {red, green}) {
    if (time < nanoseconds(1) || time > std::chrono::years(1)) {
      throw std::invalid_argument("a light is red and green for 1 nanosecond to a year");
    }
  }
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
