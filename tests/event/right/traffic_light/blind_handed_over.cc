// SPDX-License-Identifier: MIT
// right: at green the light itself lets in each car that waits, on a condition variable of its own.
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <initializer_list>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class HandingLight : public TrafficLight {
 public:
  HandingLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn)
      : red_(red), green_(green), turn_(std::move(turn)), first_(steady_clock::now() + red) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  void pass(const std::function<void()>& drive) override {
    enter();
    const Leave leave{*this};
    drive();
  }

 private:
  struct Car {
    std::condition_variable wake;
    bool let_in = false;  // guarded by mutex_
  };

  struct Leave {
    HandingLight& light;
    ~Leave() {
      const std::lock_guard<std::mutex> lock(light.mutex_);
      if (--light.passing_ == 0) light.empty_.notify_one();  // only the light waits for that
    }
  };

  void enter() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (open_) {
      ++passing_;
      return;
    }
    Car me;
    waiting_.push_back(&me);
    me.wake.wait(lock, [&] { return me.let_in; });
  }

  void run(const std::stop_token& stop) {
    Colour colour = Colour::kRed;
    auto due = first_;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      sleep_.wait_until(lock, stop, due, [] { return false; });
      if (stop.stop_requested()) return;
      open_ = false;
      empty_.wait(lock, [this] { return passing_ == 0; });
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      lock.unlock();  // nobody passes and nobody can come in
      turn_(colour);
      due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      lock.lock();
      if (colour == Colour::kGreen) open();
    }
  }

  // With mutex_ locked, so that no car is gone before it was notified.
  void open() {
    open_ = true;
    for (Car* car : waiting_) {
      ++passing_;
      car->let_in = true;
      car->wake.notify_one();
    }
    waiting_.clear();
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;  // called by thread_ only
  const steady_clock::time_point first_;
  std::mutex mutex_;
  std::condition_variable_any sleep_;  // the light, until its next turn
  std::condition_variable empty_;      // the light, until passing_ is 0
  bool open_ = false;                  // guarded by mutex_, as all that follows
  int passing_ = 0;
  std::vector<Car*> waiting_;
  std::jthread thread_;  // the last one: it ends before the others are gone
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  for (const nanoseconds time : {red, green}) {
    if (time < nanoseconds(1) || time > std::chrono::years(1)) {
      throw std::invalid_argument("a light is red and green for 1 nanosecond to a year");
    }
  }
  return std::make_unique<HandingLight>(red, green, std::move(turn));
}

}  // namespace lockstep
