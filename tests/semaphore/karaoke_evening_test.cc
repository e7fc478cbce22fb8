// SPDX-License-Identifier: MIT
// The claims of the exercise `karaoke` on the evening as a whole: that all sing, what a song that
// throws does, and how it ends.
#include "lessons/semaphore/karaoke.h"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/semaphore/karaoke_room.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::this_thread::sleep_for;

CLAIM(Karaoke, EveryGuestSingsOnce, 8, "every guest enters, sings and leaves, once") {
  explore_claim([] {
    KaraokeRoom room(2, 4);
    karaoke(2, 4, room.sing(), room.log());
    room.close();
  });
}

CLAIM(Karaoke, NothingComesAfterTheEnd, 5, "all guests have left when karaoke returns") {
  explore_claim([] {
    // Guests who are late must find a room that is still there.
    const auto room = std::make_shared<KaraokeRoom>(2, 2);
    const auto sing = [room, song = room->sing()](int guest) { song(guest); };
    const auto log = [room, line = room->log()](int guest, Step step) { line(guest, step); };
    karaoke(2, 2, sing, log);
    room->close();
    sleep_for(milliseconds(1));
  });
}

CLAIM(Karaoke, WhoThrowsLeavesToo, 10, "a guest whose song throws leaves, and the next comes in") {
  explore_claim([] {
    KaraokeRoom room(1, 3);
    const auto song = [](int guest) {
      if (guest < 2) throw std::out_of_range("forgot the words");
    };
    EXPECT_THROW(karaoke(1, 3, room.sing(song), room.log()), std::out_of_range)
        << because("two songs threw, and karaoke() threw none of their exceptions");
    room.close();
  });
}

CLAIM(Karaoke, TheExceptionReachesTheCaller, 4, "karaoke throws what one of the songs threw") {
  explore_claim([] {
    const auto sing = [](int guest) {
      if (guest == 0) throw guest;
    };
    bool thrown = false;
    try {
      karaoke(2, 2, sing, [](int, Step) {});
    } catch (int guest) {
      thrown = guest == 0;
    }
    EXPECT_TRUE(thrown) << because("a song threw, and karaoke() did not throw its exception");
  });
}

CLAIM(Karaoke, EachEveningHasItsOwnRoom, 5, "a second evening has its own number of places") {
  explore_claim([] {
    for (const int places : {2, 1}) {
      KaraokeRoom room(places, 2);
      karaoke(places, 2, room.sing(), room.log());
      room.close();
    }
  });
}

}  // namespace
}  // namespace lockstep
