// SPDX-License-Identifier: MIT
// Model answer for lessons/event/traffic_light.h: the light is a monitor. One mutex guards its
// state, two condition variables are what cars and light sleep on; the mutex is held neither while
// a car drives nor while the light turns.
//
// Invariants while the mutex is free: when passing_ > 0 the colour is green and no turn is running;
// open_ is true only from the end of a turn to green until the next turn is due.
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

class MonitoredLight : public TrafficLight {
 public:
  MonitoredLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn)
      : red_(red), green_(green), turn_(std::move(turn)) {
    if (red < nanoseconds(1) || green < nanoseconds(1)) {
      throw std::invalid_argument("red and green last for 1 nanosecond or more");
    }
    // Last, when all that the thread uses is there.
    thread_ = std::thread([this] { run(); });
  }

  ~MonitoredLight() override {
    {
      // Under the mutex: else the notification could fall between the light's look at stop_ and its
      // sleep, and the destructor would wait for the next turn.
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
      for_light_.notify_all();
    }
    thread_.join();
  }

  void pass(const std::function<void()>& drive) override {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      for_cars_.wait(lock, [this] { return open_; });
      // In the same critical section as the look: from here on the light waits for this car.
      ++passing_;
    }
    // Without the mutex, so that cars pass side by side; and with a guard, so that a car whose
    // drive throws is not counted for ever.
    const Leaving leaving(*this);
    drive();
  }

 private:
  // A car leaves when this goes out of scope.
  class Leaving {
   public:
    explicit Leaving(MonitoredLight& light) : light_(light) {}
    ~Leaving() { light_.leave(); }
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;

   private:
    MonitoredLight& light_;
  };

  void leave() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--passing_ == 0) for_light_.notify_one();
  }

  // The light's thread. It sleeps in a condition variable and not in sleep_for(), so that the
  // destructor can wake it.
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (Colour colour = Colour::kRed;;) {
      const auto due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      if (for_light_.wait_until(lock, due, [this] { return stop_; })) return;
      // First no further car, then wait for those inside: the other way round, cars that keep
      // coming would keep the light from turning.
      open_ = false;
      for_light_.wait(lock, [this] { return passing_ == 0; });
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      // Nobody passes, and nobody begins to while open_ is false: the mutex is not needed.
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
  std::condition_variable for_cars_;   // open_ has become true
  std::condition_variable for_light_;  // stop_ has become true, or passing_ 0
  bool open_ = false;                  // guarded by mutex_: a car may begin to pass
  bool stop_ = false;                  // guarded by mutex_
  int passing_ = 0;                    // guarded by mutex_
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MonitoredLight>(red, green, std::move(turn));
}

}  // namespace lockstep

// What the standard library has for parts of it:
// - std::jthread joins in its destructor and asks its thread to stop; std::condition_variable_any
//   has waits that such a request ends, which replaces stop_.
// - std::shared_mutex lets many pass (lock_shared) or one turn (lock). It does not say who goes
//   first: with glibc, cars that keep coming keep the light from turning. And a car that finds red
//   must give it back and sleep on something else.
// An event "it is green" would replace for_cars_ and open_ only for a car that looks again with the
// mutex locked, and then it does no more than the condition variable does.
