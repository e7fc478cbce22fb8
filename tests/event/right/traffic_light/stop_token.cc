// SPDX-License-Identifier: MIT
// Another right way: a std::jthread whose stop token ends the light's sleep; one number says how
// many cars pass, and -1 that the light has the road.
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;

class MyTrafficLight : public TrafficLight {
 public:
  MyTrafficLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn)
      : red_(red), green_(green), turn_(std::move(turn)) {
    if (red.count() < 1 || green.count() < 1) throw std::invalid_argument("no time at all");
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
  }

  void pass(const std::function<void()>& drive) override {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return cars_ >= 0 && !due_; });
      ++cars_;
    }
    const auto leave = [this](void*) {
      const std::lock_guard<std::mutex> lock(mutex_);
      --cars_;
      changed_.notify_all();
    };
    const std::unique_ptr<void, decltype(leave)> leaving(this, leave);
    drive();
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!sleep(lock, stop, red_)) {
      turn(lock, Colour::kGreen);
      cars_ = 0;
      changed_.notify_all();
      if (sleep(lock, stop, green_)) return;
      due_ = true;
      changed_.wait(lock, [this] { return cars_ == 0; });
      due_ = false;
      cars_ = -1;
      turn(lock, Colour::kRed);
    }
  }

  // Returns whether the light is to stop.
  bool sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& stop, nanoseconds time) {
    changed_.wait_for(lock, stop, time, [&stop] { return stop.stop_requested(); });
    return stop.stop_requested();
  }

  void turn(std::unique_lock<std::mutex>& lock, Colour colour) {
    lock.unlock();
    turn_(colour);
    lock.lock();
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int cars_ = -1;     // that pass; -1: none can
  bool due_ = false;  // the light waits for the cars that pass
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
