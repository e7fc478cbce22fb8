// SPDX-License-Identifier: MIT
// The claims of the exercise `karaoke` on who is inside and what is logged. Those on the evening as
// a whole are in karaoke_evening_test.cc.
#include "lessons/semaphore/karaoke.h"

#include <atomic>
#include <chrono>
#include <climits>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/in_time.h"
#include "tests/base/sleeping.h"
#include "tests/semaphore/karaoke_room.h"

namespace lockstep {
namespace {

using std::chrono::minutes;
using std::chrono::steady_clock;
using std::this_thread::sleep_for;

CLAIM(Karaoke, RefusesWrongNumbers, 5, "no places and fewer than no guests are errors") {
  explore_claim([] {
    int calls = 0;
    const auto sing = [&](int) { ++calls; };
    const auto log = [&](int, Step) { ++calls; };
    for (const int places : {0, -1}) {
      EXPECT_THROW(karaoke(places, 1, sing, log), std::invalid_argument)
          << because("fewer than one place must throw std::invalid_argument");
    }
    EXPECT_THROW(karaoke(1, -1, sing, log), std::invalid_argument)
        << because("fewer than no guests must throw std::invalid_argument");
    EXPECT_NO_THROW(karaoke(1, 0, sing, log)) << because("no guests are no error");
    EXPECT_EQ(calls, 0) << because("there was no guest, and somebody sang or was logged");
    EXPECT_NO_THROW(karaoke(INT_MAX, 1, sing, log)) << because("a large room is no error");
  });
}

CLAIM(Karaoke, NeverMoreInsideThanPlaces, 14, "never more guests are inside than places") {
  for (const int places : {1, 2}) {
    explore_claim([places] {
      std::atomic<int> inside{0};
      const auto sing = [&](int) {
        EXPECT_LE(++inside, places) << because("more guests sang at once than there are places");
        std::this_thread::yield();
        --inside;
      };
      karaoke(places, places + 1, sing, [](int, Step) {});
    });
  }
}

CLAIM(Karaoke, LogTellsWhoIsInside, 14, "a guest is inside from the first line to the second") {
  for (const int places : {1, 2}) {
    explore_claim([places] {
      KaraokeRoom room(places, places + 1);
      karaoke(places, places + 1, room.sing(), room.log());
    });
  }
}

CLAIM(Karaoke, LinesComeOneByOne, 10, "no two lines are logged at the same time") {
  const auto song = [](int) {};
  const auto broken_song = [](int guest) { throw guest; };
  for (const auto sing : {+song, +broken_song}) {
    explore_claim([sing] {
      std::vector<int> lines;
      const auto log = [&](int guest, Step) { lines.push_back(guest); };
      try {
        karaoke(2, 2, sing, log);
      } catch (int) {
        // As it is to be.
      }
      EXPECT_EQ(lines.size(), 4u) << because("two guests enter and leave: four lines");
    });
  }
}

CLAIM(Karaoke, PlacesAreFilled, 10, "as many can sing at the same time as there are places") {
  const auto body = [] {
    const auto begin = steady_clock::now();
    karaoke(2, 2, [](int) { sleep_for(minutes(3)); }, [](int, Step) {});
    EXPECT_LT(steady_clock::now() - begin, minutes(6))
        << because("two places were free, and two guests sang one after the other");
  };
  explore_claim(body, in_time());
}

CLAIM(Karaoke, APlaceIsTakenAgainAtOnce, 10, "a guest who leaves lets the next one in") {
  // The first song takes as long as the three others together. Who lets the next guests in only
  // when both have left, or says at the start who takes whose place, needs more.
  const auto body = [] {
    const auto begin = steady_clock::now();
    std::atomic<int> songs{0};
    const auto sing = [&](int) { sleep_for(++songs == 1 ? minutes(9) : minutes(3)); };
    karaoke(2, 4, sing, [](int, Step) {});
    EXPECT_LT(steady_clock::now() - begin, minutes(12))
        << because("a place was free, and a guest waited outside");
  };
  explore_claim(body, in_time());
}

CLAIM(Karaoke, WaitingGuestsSleep, 5, "guests sleep while they wait for a place") {
  explore_sleep([] {
    std::atomic<int> songs{0};
    const auto sing = [&](int) {
      if (++songs == 1) work();
      sleep_for(minutes(3));
    };
    karaoke(1, 3, sing, [](int, Step) {});
  });
}

}  // namespace
}  // namespace lockstep
