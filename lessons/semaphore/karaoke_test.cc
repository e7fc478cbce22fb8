// SPDX-License-Identifier: MIT
// Shows what a karaoke evening is. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time.
#include "lessons/semaphore/karaoke.h"

#include <atomic>
#include <latch>
#include <stdexcept>
#include <vector>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

// A line of the log.
struct Line {
  int guest;
  Step step;
};

TEST(Karaoke, RefusesNumbersThatMakeNoSense) {
  explore([] {
    const auto sing = [](int) { ADD_FAILURE() << "nobody is to sing"; };
    const auto log = [](int, Step) { ADD_FAILURE() << "there is nothing to log"; };
    EXPECT_THROW(karaoke(0, 1, sing, log), std::invalid_argument);
    EXPECT_THROW(karaoke(1, -1, sing, log), std::invalid_argument);
    karaoke(1, 0, sing, log);
  });
}

TEST(Karaoke, EveryGuestEntersSingsAndLeaves) {
  explore([] {
    std::vector<Line> lines;  // no lock: log() is never called by two threads at once
    std::atomic<int> songs{0};
    karaoke(
        1, 2, [&](int) { ++songs; }, [&](int guest, Step step) { lines.push_back({guest, step}); });
    EXPECT_EQ(songs, 2) << "two guests, and not two songs";
    ASSERT_EQ(lines.size(), 4u) << "two guests enter and leave: four lines";
    EXPECT_EQ(lines[0].step, Step::kEnters);
    EXPECT_EQ(lines[1].step, Step::kLeaves) << "one place, and two guests were inside";
    EXPECT_EQ(lines[0].guest, lines[1].guest) << "the first guest leaves before the next enters";
    EXPECT_EQ(lines[2].guest, lines[3].guest) << "the first guest leaves before the next enters";
  });
}

TEST(Karaoke, TwoPlacesLetTwoSingTogether) {
  explore([] {
    std::latch both(2);
    karaoke(2, 2, [&](int) { both.arrive_and_wait(); }, [](int, Step) {});
  });
}

TEST(Karaoke, TwentyGuestsAndARoomForFour) {
  explorer::Options few;  // many threads, so each schedule costs more
  few.schedules = 200;
  const auto body = [] {
    std::atomic<int> songs{0};
    int inside = 0;
    karaoke(
        4, 20, [&](int) { ++songs; },
        [&](int, Step step) {
          inside += step == Step::kEnters ? 1 : -1;
          EXPECT_LE(inside, 4) << "five in a room for four";
        });
    EXPECT_EQ(songs, 20) << "twenty guests, and not twenty songs";
    EXPECT_EQ(inside, 0) << "somebody is still inside";
  };
  explore(body, few);
}

}  // namespace
}  // namespace lockstep
