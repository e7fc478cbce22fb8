// expect: wrong result in TrafficLight.TurnsInTime
// The next turn is planned from when the last one was due, not from its end.
// SPDX-License-Identifier: MIT
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <initializer_list>
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
      : red_(red), green_(green), turn_(std::move(turn)), first_(steady_clock::now() + red) {
    thread_ = std::thread([this] { run(); });
  }

  ~MyTrafficLight() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void pass(const std::function<void()>& drive) override {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return open_; });
      ++passing_;
    }
    const Leave leave{*this};
    drive();
  }

 private:
  struct Leave {
    MyTrafficLight& light;
    ~Leave() {
      const std::lock_guard<std::mutex> lock(light.mutex_);
      if (--light.passing_ == 0) light.changed_.notify_all();
    }
  };

  void run() {
    Colour colour = Colour::kRed;
    auto due = first_;
    std::unique_lock<std::mutex> lock(mutex_);
    while (!changed_.wait_until(lock, due, [this] { return stop_; })) {
      open_ = false;
      changed_.wait(lock, [this] { return passing_ == 0; });
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      turn_(colour);
      due += colour == Colour::kRed ? red_ : green_;  // so that lateness does not add up
      if (colour == Colour::kGreen) {
        open_ = true;
        changed_.notify_all();
      }
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;  // called by thread_ only
  const steady_clock::time_point first_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;  // guarded by mutex_; whether cars may come
  int passing_ = 0;    // guarded by mutex_
  bool stop_ = false;  // guarded by mutex_
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
