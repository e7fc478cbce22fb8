// expect: wrong result in TrafficLight.ComingCarsDoNotHoldTheLight
// A shared mutex: as long as a car has it, further cars get it too, before the light that waits.
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
    for (;;) {
      {
        const std::shared_lock<std::shared_mutex> on_the_road(road_);
        if (green_now_) return drive();
      }
      std::unique_lock<std::mutex> lock(mutex_);
      for_cars_.wait(lock, [this] { return open_; });
    }
  }

 private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    Colour colour = Colour::kRed;
    for (;;) {
      const auto due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      if (for_light_.wait_until(lock, due, [this] { return stop_; })) return;
      open_ = false;
      lock.unlock();
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      {
        const std::unique_lock<std::shared_mutex> alone(road_);
        turn_(colour);
        green_now_ = colour == Colour::kGreen;
      }
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
  std::shared_mutex road_;  // shared by cars, alone for the light
  bool green_now_ = false;  // guarded by road_
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
