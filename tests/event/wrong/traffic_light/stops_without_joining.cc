// expect: wrong result in TrafficLight.NoTurnAfterItsEnd
// The destructor tells the light to stop, but does not wait until it has: a turn may still run.
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

// Shared by the light and its thread, whoever ends last.
struct State {
  std::function<void(Colour)> turn;
  std::mutex mutex;
  std::condition_variable for_cars;
  std::condition_variable for_light;
  bool open = false;  // a car may begin to pass
  bool stop = false;
  int passing = 0;
};

void run(const std::shared_ptr<State>& state, nanoseconds red, nanoseconds green) {
  std::unique_lock<std::mutex> lock(state->mutex);
  Colour colour = Colour::kRed;
  for (;;) {
    const auto due = steady_clock::now() + (colour == Colour::kRed ? red : green);
    if (state->for_light.wait_until(lock, due, [&] { return state->stop; })) return;
    state->open = false;
    state->for_light.wait(lock, [&] { return state->passing == 0; });
    colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
    lock.unlock();
    state->turn(colour);
    lock.lock();
    state->open = colour == Colour::kGreen;
    if (state->open) state->for_cars.notify_all();
  }
}

class MyTrafficLight : public TrafficLight {
 public:
  MyTrafficLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn) {
    if (red.count() < 1 || green.count() < 1) throw std::invalid_argument("no time at all");
    state_->turn = std::move(turn);
    std::thread([state = state_, red, green] { run(state, red, green); }).detach();
  }

  ~MyTrafficLight() override {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->stop = true;
    state_->for_light.notify_all();
  }

  void pass(const std::function<void()>& drive) override {
    {
      std::unique_lock<std::mutex> lock(state_->mutex);
      state_->for_cars.wait(lock, [this] { return state_->open; });
      ++state_->passing;
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
    const std::lock_guard<std::mutex> lock(state_->mutex);
    if (--state_->passing == 0) state_->for_light.notify_one();
  }

  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
