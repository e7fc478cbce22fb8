// SPDX-License-Identifier: MIT
// What a claim sees of a karaoke evening: who is inside by the log, who sings, and all that was
// logged.
#ifndef TESTS_SEMAPHORE_KARAOKE_ROOM_H_
#define TESTS_SEMAPHORE_KARAOKE_ROOM_H_

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/semaphore/karaoke.h"

namespace lockstep {

class KaraokeRoom {
 public:
  KaraokeRoom(int places, int guests) : places_(places), guests_(static_cast<size_t>(guests)) {}

  // What karaoke() is to call at a song, which is `song` and nothing else if that is empty.
  std::function<void(int)> sing(std::function<void(int)> song = nullptr) {
    return [this, song](int guest) {
      EXPECT_FALSE(closed_) << because("a guest sang when karaoke() had returned");
      EXPECT_LE(++singing_, places_) << because("more guests sang at once than there are places");
      Guest& me = guests_.at(static_cast<size_t>(guest));
      EXPECT_TRUE(me.inside) << because("a guest sang who was not inside by the log");
      ++me.songs;
      std::this_thread::yield();
      const Stop stop{singing_};
      if (song) song(guest);
    };
  }

  // What karaoke() is to call for a line of the log.
  std::function<void(int, Step)> log() {
    return [this](int guest, Step step) {
      EXPECT_FALSE(closed_) << because("a line was logged when karaoke() had returned");
      EXPECT_FALSE(writing_.exchange(true)) << because("two lines were logged at the same time");
      std::this_thread::yield();
      Guest& me = guests_.at(static_cast<size_t>(guest));
      const bool enters = step == Step::kEnters;
      EXPECT_EQ(me.inside, !enters) << because("a guest entered twice or left without entering");
      me.inside = enters;
      inside_ += enters ? 1 : -1;
      EXPECT_LE(inside_, places_) << because("by the log more guests were inside than places");
      writing_ = false;
    };
  }

  // To be called when karaoke() has returned: nothing may happen any more, and all have sung.
  void close() {
    closed_ = true;
    EXPECT_EQ(inside_, 0) << because("the evening is over, and by the log somebody is inside");
    for (const Guest& guest : guests_) {
      EXPECT_EQ(guest.songs, 1) << because("a guest did not sing exactly once");
    }
  }

 private:
  struct Guest {
    std::atomic<bool> inside{false};
    std::atomic<int> songs{0};
  };

  // The song is over, also when it throws.
  struct Stop {
    std::atomic<int>& singing;
    ~Stop() { --singing; }
  };

  const int places_;
  std::vector<Guest> guests_;
  std::atomic<int> singing_{0};
  std::atomic<int> inside_{0};
  std::atomic<bool> writing_{false};
  std::atomic<bool> closed_{false};
};

}  // namespace lockstep

#endif  // TESTS_SEMAPHORE_KARAOKE_ROOM_H_
