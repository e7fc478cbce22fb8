// SPDX-License-Identifier: MIT
// What a claim sees of a road with a traffic light: its colour, its turns and the cars on it.
#ifndef TESTS_EVENT_ROAD_H_
#define TESTS_EVENT_ROAD_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/event/traffic_light.h"

namespace lockstep {

// A turn, on the clock of the road.
struct Turn {
  Colour colour;
  std::chrono::nanoseconds begin;
  std::chrono::nanoseconds end;
};

class Road {
 public:
  // The time since the road was made.
  std::chrono::nanoseconds now() const { return std::chrono::steady_clock::now() - made_; }

  // What the light is to call at a turn that lasts for `length`.
  std::function<void(Colour)> turn(std::chrono::nanoseconds length = {}) {
    return [this, length](Colour colour) {
      const auto begin = now();
      turning_ = true;
      EXPECT_EQ(passing_, 0) << because("the light turned while a car was passing");
      colour_ = colour;
      pause(length);
      turning_ = false;
      turns_.push_back({colour, begin, now()});
    };
  }

  // What a car is to do for `length` while it passes.
  std::function<void()> drive(std::chrono::nanoseconds length = {}) {
    return [this, length] {
      ++passing_;
      EXPECT_TRUE(is_green()) << because("a car began to pass, and the light was not green");
      pause(length);
      EXPECT_TRUE(is_green()) << because("the light turned while a car was passing");
      --passing_;
      ++passed_;
    };
  }

  // Of the last turn that has begun.
  Colour colour() const { return colour_; }

  // How many cars have passed.
  int passed() const { return passed_; }

  // All turns that have ended. To be read when the light has been destroyed.
  const std::vector<Turn>& turns() const { return turns_; }

 private:
  bool is_green() const { return colour_ == Colour::kGreen && !turning_; }

  // Lets others run, and virtual time pass.
  static void pause(std::chrono::nanoseconds length) {
    if (length > length.zero()) std::this_thread::sleep_for(length);
    std::this_thread::yield();
  }

  const std::chrono::steady_clock::time_point made_ = std::chrono::steady_clock::now();
  std::atomic<Colour> colour_{Colour::kRed};
  std::atomic<bool> turning_{false};
  std::atomic<int> passing_{0};
  std::atomic<int> passed_{0};
  std::vector<Turn> turns_;  // written by the light's turns, one after the other
};

}  // namespace lockstep

#endif  // TESTS_EVENT_ROAD_H_
