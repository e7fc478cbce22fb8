// SPDX-License-Identifier: MIT
#include "lessons/base/bell.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace lockstep {
namespace base {
namespace {

using std::chrono::steady_clock;

// Until it is woken, the word is not `heard`, or the time has come; or for no reason.
void sleep_on(const std::atomic<std::uint32_t>& word, std::uint32_t heard, const timespec* end) {
  ::syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, heard, end, nullptr, FUTEX_BITSET_MATCH_ANY);
}

}  // namespace

void Bell::wait(std::uint32_t heard) const { sleep_on(rung_, heard, nullptr); }

bool Bell::wait_until(std::uint32_t heard, steady_clock::time_point end) const {
  if (steady_clock::now() >= end) return false;
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t nanoseconds = end.time_since_epoch() / std::chrono::nanoseconds(1);
  const timespec until{nanoseconds / kSecond, nanoseconds % kSecond};
  sleep_on(rung_, heard, &until);
  return steady_clock::now() < end;
}

void Bell::ring() {
  ++rung_;
  ::syscall(SYS_futex, &rung_, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace base
}  // namespace lockstep
