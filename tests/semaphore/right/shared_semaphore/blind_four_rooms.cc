// SPDX-License-Identifier: MIT
// A right solution: those who wait sleep in four rooms, each a word with the number of calls for
// the room and a word with the number of those in it. A release calls into each room with somebody.
#include "lessons/semaphore/shared_semaphore.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>

namespace lockstep {
namespace {

using std::chrono::steady_clock;
using Word = std::atomic_ref<std::uint32_t>;

constexpr int kRooms = 4;

Word permits(SharedSemaphore& semaphore) { return Word(semaphore.words[15]); }
Word next_room(SharedSemaphore& semaphore) { return Word(semaphore.words[14]); }
Word guests(SharedSemaphore& semaphore, unsigned room) { return Word(semaphore.words[2 * room]); }
std::uint32_t& calls(SharedSemaphore& semaphore, unsigned room) {
  return semaphore.words[2 * room + 1];
}

class Guest {
 public:
  explicit Guest(SharedSemaphore& semaphore)
      : semaphore_(semaphore), room_(next_room(semaphore)++ % kRooms) {
    ++guests(semaphore_, room_);
  }
  ~Guest() { --guests(semaphore_, room_); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  std::uint32_t heard() const { return Word(calls(semaphore_, room_)).load(); }
  void sleep(std::uint32_t heard, const timespec* until) const {
    ::syscall(SYS_futex, &calls(semaphore_, room_), FUTEX_WAIT_BITSET, heard, until, nullptr,
              FUTEX_BITSET_MATCH_ANY);
  }

 private:
  SharedSemaphore& semaphore_;
  const unsigned room_;
};

}  // namespace

void init(SharedSemaphore& semaphore, int n) {
  if (n < 0) throw std::invalid_argument("a negative number of permits");
  for (std::uint32_t& word : semaphore.words) word = 0;
  permits(semaphore).store(static_cast<std::uint32_t>(n));
}

bool try_acquire(SharedSemaphore& semaphore) {
  std::uint32_t free = permits(semaphore).load();
  while (free != 0) {
    if (permits(semaphore).compare_exchange_strong(free, free - 1)) return true;
  }
  return false;
}

void acquire(SharedSemaphore& semaphore) {
  if (try_acquire(semaphore)) return;
  const Guest guest(semaphore);
  for (;;) {
    const std::uint32_t heard = guest.heard();
    if (try_acquire(semaphore)) return;
    guest.sleep(heard, nullptr);
  }
}

bool try_acquire_for(SharedSemaphore& semaphore, std::chrono::nanoseconds timeout) {
  if (try_acquire(semaphore)) return true;
  if (timeout <= timeout.zero()) return false;
  const auto end = steady_clock::now() + timeout;
  const auto second = std::chrono::floor<std::chrono::seconds>(end.time_since_epoch());
  const timespec until{second.count(), (end.time_since_epoch() - second).count()};
  const Guest guest(semaphore);
  for (;;) {
    const std::uint32_t heard = guest.heard();
    if (try_acquire(semaphore)) return true;
    if (steady_clock::now() >= end) return false;
    guest.sleep(heard, &until);
  }
}

void release(SharedSemaphore& semaphore, int n) {
  if (n < 1) throw std::invalid_argument("fewer than one permit");
  permits(semaphore) += static_cast<std::uint32_t>(n);
  for (unsigned room = 0; room < kRooms; ++room) {
    if (guests(semaphore, room).load() == 0) continue;
    std::uint32_t& word = calls(semaphore, room);
    ++Word(word);
    ::syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
  }
}

int available(const SharedSemaphore& semaphore) {
  return static_cast<int>(permits(const_cast<SharedSemaphore&>(semaphore)).load());
}

}  // namespace lockstep
