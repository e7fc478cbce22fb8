// SPDX-License-Identifier: MIT
// The claims of the exercise `traffic_light` on the light: when it turns, and how it ends.
#include "lessons/event/traffic_light.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/together.h"
#include "tests/event/road.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::this_thread::sleep_for;

CLAIM(TrafficLight, RefusesTimesBelowOne, 4, "times of zero or less are errors") {
  explore_claim([] {
    const auto ignore = [](Colour) {};
    for (const auto wrong : {nanoseconds(0), nanoseconds(-1)}) {
      EXPECT_THROW(make_traffic_light(wrong, seconds(1), ignore), std::invalid_argument)
          << because("a red of zero or less must throw std::invalid_argument");
      EXPECT_THROW(make_traffic_light(seconds(1), wrong, ignore), std::invalid_argument)
          << because("a green of zero or less must throw std::invalid_argument");
    }
  });
}

CLAIM(TrafficLight, TurnsInTime, 12,
      "it turns green after red, red after green, each in its time") {
  const auto body = [] {
    Road road;
    auto light = make_traffic_light(milliseconds(40), milliseconds(10), road.turn(milliseconds(3)));
    sleep_for(milliseconds(150));
    light.reset();
    ASSERT_GE(road.turns().size(), 3u) << because("the light did not turn, or it turned too late");
    Colour next = Colour::kGreen;
    nanoseconds before{0};
    for (const Turn& turn : road.turns()) {
      ASSERT_EQ(turn.colour, next) << because("green and red must take turns, green first");
      const auto time = next == Colour::kGreen ? milliseconds(40) : milliseconds(10);
      EXPECT_GE(turn.begin - before, time) << because("the light turned too early");
      EXPECT_LE(turn.begin - before, time + time / 2) << because("the light turned too late");
      before = turn.end;
      next = next == Colour::kGreen ? Colour::kRed : Colour::kGreen;
    }
  };
  explore_claim(body, in_time());
}

CLAIM(TrafficLight, ComingCarsDoNotHoldTheLight, 8, "cars that keep coming do not hold the light") {
  // Each car passes for 2 ms and comes again at once, one 1 ms after the other: there is no moment
  // without a car on the road, unless they have to wait.
  const auto body = [] {
    Road road;
    std::atomic<bool> red{false};
    nanoseconds turned{hours(1)};
    auto light = make_traffic_light(milliseconds(1), milliseconds(5), [&](Colour colour) {
      if (colour == Colour::kGreen || red) return;
      turned = road.now();
      red = true;
    });
    const auto car = [&] {
      for (int round = 0; round < 10 && !red; ++round) {
        light->pass([] { sleep_for(milliseconds(2)); });
      }
    };
    together(car, [&] {
      sleep_for(milliseconds(2));
      car();
    });
    light.reset();
    EXPECT_LE(turned, milliseconds(14))
        << because("cars that came after the turn was due kept the light from turning");
  };
  explore_claim(body, in_time());
}

CLAIM(TrafficLight, StopsWithoutWaitingForItsTurn, 8, "destroying it does not wait for a turn") {
  for (const bool green : {false, true}) {
    const auto body = [green] {
      Road road;
      const nanoseconds hour = hours(1);
      auto light = make_traffic_light(green ? milliseconds(1) : hour, hour, road.turn());
      if (green) light->pass(road.drive());
      light.reset();
      EXPECT_LT(road.now(), seconds(1)) << because("the destructor waited for the next turn");
    };
    explore_claim(body, in_time());
  }
}

CLAIM(TrafficLight, NoTurnAfterItsEnd, 8, "a destroyed light turns no more") {
  explore_claim([] {
    std::atomic<bool> there{true};
    std::atomic<bool> late{false};
    auto light = make_traffic_light(milliseconds(1), milliseconds(1), [&](Colour) {
      std::this_thread::yield();
      if (!there) late = true;
    });
    sleep_for(milliseconds(1));
    light.reset();
    there = false;
    sleep_for(milliseconds(5));
    EXPECT_FALSE(late) << because("the light turned after its destructor had returned");
  });
}

}  // namespace
}  // namespace lockstep
