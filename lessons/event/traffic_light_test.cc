// SPDX-License-Identifier: MIT
// Shows how a traffic light is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: waiting for green costs nothing.
#include "lessons/event/traffic_light.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST(TrafficLight, RefusesTimesThatMakeNoSense) {
  explore([] {
    const auto ignore = [](Colour) {};
    EXPECT_THROW(make_traffic_light(nanoseconds(0), seconds(1), ignore), std::invalid_argument);
    EXPECT_THROW(make_traffic_light(seconds(1), seconds(-1), ignore), std::invalid_argument);
  });
}

TEST(TrafficLight, CarsPassOnGreen) {
  explore([] {
    Colour colour = Colour::kRed;  // no lock: passing and turning exclude each other
    auto light =
        make_traffic_light(seconds(1), seconds(1), [&](Colour turned) { colour = turned; });
    std::atomic<int> passed{0};
    const auto car = [&] {
      light->pass([&] {
        EXPECT_EQ(colour, Colour::kGreen) << "a car passed on red";
        ++passed;
      });
    };
    std::thread one(car);
    std::thread other(car);
    one.join();
    other.join();
    EXPECT_EQ(passed, 2) << "not every car passed";
  });
}

TEST(TrafficLight, TwentyCarsPass) {
  explorer::Options few;  // many threads, so each schedule costs more
  few.schedules = 200;
  const auto body = [] {
    Colour colour = Colour::kRed;
    auto light =
        make_traffic_light(seconds(1), seconds(1), [&](Colour turned) { colour = turned; });
    std::atomic<int> passed{0};
    std::vector<std::thread> cars;
    for (int car = 0; car < 20; ++car) {
      cars.emplace_back([&] {
        light->pass([&] {
          EXPECT_EQ(colour, Colour::kGreen) << "a car passed on red";
          ++passed;
        });
      });
    }
    for (std::thread& car : cars) car.join();
    EXPECT_EQ(passed, 20) << "not every car passed";
  };
  explore(body, few);
}

TEST(TrafficLight, StopsWithItsOwner) {
  explorer::Options in_time;
  in_time.early_timeouts = false;  // no time passes while a thread can run
  const auto body = [] {
    bool there = true;  // no lock: the light's thread has ended when the light is destroyed
    const auto start = steady_clock::now();
    {
      auto light = make_traffic_light(hours(1), seconds(1), [&](Colour) {
        EXPECT_TRUE(there) << "the light turned after it was destroyed";
      });
    }
    there = false;
    EXPECT_TRUE(steady_clock::now() - start < seconds(1)) << "it waited for the next turn";
  };
  explore(body, in_time);
}

}  // namespace
}  // namespace lockstep
