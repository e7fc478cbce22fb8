// SPDX-License-Identifier: MIT
// The claims of the exercise `traffic_light` on cars. Those on the light itself are in
// traffic_light_turning_test.cc.
#include "lessons/event/traffic_light.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"
#include "tests/event/road.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::this_thread::sleep_for;

CLAIM(TrafficLight, NoCarPassesOnRed, 16, "no car passes on red or while the light turns") {
  explore_claim([] {
    Road road;
    auto light = make_traffic_light(milliseconds(1), milliseconds(1), road.turn());
    // Each car comes back when it is about to turn red.
    const auto car = [&] {
      for (int round = 0; round < 2; ++round) light->pass(road.drive(milliseconds(1)));
    };
    together(car, car);
    EXPECT_EQ(road.passed(), 4) << because("two cars came twice, and not four have passed");
  });
}

CLAIM(TrafficLight, AllThatWaitPassOnGreen, 10, "all cars that wait pass when it turns green") {
  const auto body = [] {
    Road road;
    auto light = make_traffic_light(milliseconds(10), milliseconds(10), road.turn());
    const auto car = [&] {
      light->pass(road.drive());
      EXPECT_LT(road.now(), milliseconds(20)) << because("it was green, and a car waited on");
    };
    together(car, car, car);
    EXPECT_EQ(road.passed(), 3) << because("three cars came, and not three have passed");
  };
  explore_claim(body, in_time());
}

CLAIM(TrafficLight, CarsOnGreenDoNotWait, 6, "a car that comes on green passes at once, once") {
  const auto body = [] {
    Road road;
    auto light = make_traffic_light(milliseconds(1), hours(1), road.turn());
    sleep_for(milliseconds(5));  // it is green now
    std::thread::id driver;
    int drives = 0;
    light->pass([&] {
      driver = std::this_thread::get_id();
      ++drives;
    });
    EXPECT_LT(road.now(), seconds(1)) << because("a car came on green and waited");
    EXPECT_EQ(drives, 1) << because("a car is to pass exactly once");
    EXPECT_EQ(driver, std::this_thread::get_id()) << because("a car passed in another thread");
  };
  explore_claim(body, in_time());
}

CLAIM(TrafficLight, CarsPassSideBySide, 8, "a car does not wait for other cars") {
  const auto body = [] {
    Road road;
    auto light = make_traffic_light(milliseconds(1), milliseconds(10), road.turn());
    std::atomic<nanoseconds> last_begin{nanoseconds(0)};
    std::atomic<nanoseconds> first_end{hours(1)};
    const auto car = [&] {
      light->pass([&] {
        last_begin = std::max(last_begin.load(), road.now());
        sleep_for(milliseconds(2));
        first_end = std::min(first_end.load(), road.now());
      });
    };
    together(car, car);
    EXPECT_LT(last_begin.load(), first_end.load())
        << because("one car began to pass only when the other one had passed");
  };
  explore_claim(body, in_time());
}

CLAIM(TrafficLight, DriveThatThrowsHasPassed, 8, "an exception goes on, and the road is free") {
  const auto body = [] {
    Road road;
    auto light = make_traffic_light(milliseconds(5), milliseconds(5), road.turn());
    EXPECT_THROW(light->pass([] { throw std::out_of_range("breaks down"); }), std::out_of_range)
        << because("the exception of a drive did not reach its caller");
    sleep_for(milliseconds(8));  // it came on green, and red is due
    EXPECT_EQ(road.colour(), Colour::kRed)
        << because("the light still waits for a car whose drive has thrown");
    light->pass(road.drive());
    EXPECT_EQ(road.passed(), 1) << because("no car could pass after one whose drive has thrown");
  };
  explore_claim(body, in_time());
}

CLAIM(TrafficLight, ShowsWhatWasDoneBefore, 6, "turns and drives see what was done before them") {
  explore_claim([] {
    // No locks: passing and turning exclude each other.
    int turns = 0;
    bool passed[2] = {false, false};
    int seen = 0;
    auto light = make_traffic_light(milliseconds(1), milliseconds(1), [&](Colour) {
      ++turns;
      seen = (passed[0] ? 1 : 0) + (passed[1] ? 1 : 0);
    });
    const auto car = [&](bool& mine) {
      light->pass([&] {
        EXPECT_TRUE(turns % 2 == 1) << because("a car passed on red");
        mine = true;
      });
    };
    together([&] { car(passed[0]); }, [&] { car(passed[1]); });
    light.reset();
    EXPECT_LE(seen, 2) << because("two cars came, and more have passed");
  });
}

CLAIM(TrafficLight, WaitersSleep, 6, "cars and light sleep while they wait") {
  // The car waits for green during the first half of the work, the light waits for the car during
  // the second one, and both wait for time to pass.
  const auto body = [] {
    auto light = make_traffic_light(seconds(2), milliseconds(1), [](Colour) {});
    together([&] { work(); },
             [&] {
               light->pass([&] {
                 sleep_for(seconds(2));
                 work();
               });
             });
  };
  explore_sleep(body, in_time());
}

}  // namespace
}  // namespace lockstep
