// SPDX-License-Identifier: MIT
// Clocks and sleeps within a run; see virtual_time.h for when time passes.
#include <errno.h>
#include <sys/time.h>
#include <time.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/virtual_time.h"

namespace lockstep::explorer {
namespace {

constexpr int64_t kRealtimeBase = 1'700'000'000 * kSecond;
constexpr int64_t kMonotonicBase = 1'000 * kSecond;

bool is_realtime(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

bool is_valid(const timespec* at) { return at->tv_nsec >= 0 && at->tv_nsec < kSecond; }

int64_t to_nanoseconds(const timespec* at) {
  constexpr int64_t kMost = INT64_MAX / kSecond - 1;
  if (at->tv_sec > kMost) return kForever;
  if (at->tv_sec < -kMost) return -kForever;
  return at->tv_sec * kSecond + at->tv_nsec;
}

int64_t no_later(int64_t deadline) { return deadline > kLatest ? kForever : deadline; }

int64_t look(Thread* me, clockid_t clock, const void* pc) {
  point(me, Op::kClock, nullptr, pc);
  unchanged(me);
  look_at_clock(me);
  return clock_base(clock) + run.now;
}

timespec to_timespec(int64_t nanoseconds) {
  timespec at;
  at.tv_sec = nanoseconds / kSecond;
  at.tv_nsec = nanoseconds % kSecond;
  return at;
}

}  // namespace

int64_t clock_base(clockid_t clock) { return is_realtime(clock) ? kRealtimeBase : kMonotonicBase; }

bool to_deadline(clockid_t clock, const timespec* at, int64_t* deadline) {
  if (!is_valid(at)) return false;
  int64_t time = to_nanoseconds(at);
  *deadline = time < 0 ? -1 : no_later(time - clock_base(clock));
  return true;
}

bool to_deadline_after(const timespec* span, int64_t* deadline) {
  if (!is_valid(span) || span->tv_sec < 0) return false;
  int64_t length = to_nanoseconds(span);
  *deadline = length > kLatest - run.now ? kForever : run.now + length;
  return true;
}

void sleep_until(Thread* me, int64_t deadline, const void* pc) {
  note(me, Op::kSleep, nullptr, pc);
  if (deadline <= run.now) {
    step_back(me);
    give_way(me);
    return;
  }
  static constinit Object nothing;
  changed(me);
  await_signal(me, WaitFor::kSleep, nothing, nullptr, ~0u, deadline);
}

}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;
using explorer::kSecond;
using explorer::self;
using explorer::Thread;

extern "C" {

int clock_gettime(clockid_t clock, timespec* at) noexcept {
  Thread* me = self();
  if (me == nullptr || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) {
    return __interceptor_clock_gettime(clock, at);
  }
  *at = explorer::to_timespec(explorer::look(me, clock, LOCKSTEP_CALLER));
  return 0;
}

int gettimeofday(timeval* at, void* zone) noexcept {
  Thread* me = self();
  if (me == nullptr) return __interceptor_gettimeofday(at, zone);
  int64_t now = explorer::look(me, CLOCK_REALTIME, LOCKSTEP_CALLER);
  at->tv_sec = now / kSecond;
  at->tv_usec = now % kSecond / 1000;
  return 0;
}

time_t time(time_t* at) noexcept {
  Thread* me = self();
  if (me == nullptr) return __interceptor_time(at);
  time_t now = explorer::look(me, CLOCK_REALTIME, LOCKSTEP_CALLER) / kSecond;
  if (at != nullptr) *at = now;
  return now;
}

int nanosleep(const timespec* span, timespec* rest) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_nanosleep(span, rest);
  int64_t deadline;
  if (!explorer::to_deadline_after(span, &deadline)) {
    errno = EINVAL;
    return -1;
  }
  explorer::sleep_until(me, deadline, LOCKSTEP_CALLER);
  return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* when, timespec* rest) {
  static constinit int (*next)(clockid_t, int, const timespec*, timespec*) = nullptr;
  Thread* me = self();
  if (me == nullptr) {
    return explorer::next_function(next, "clock_nanosleep")(clock, flags, when, rest);
  }
  int64_t deadline;
  bool valid = (flags & TIMER_ABSTIME) != 0 ? explorer::to_deadline(clock, when, &deadline)
                                            : explorer::to_deadline_after(when, &deadline);
  if (!valid) return EINVAL;
  explorer::sleep_until(me, deadline, LOCKSTEP_CALLER);
  return 0;
}

int usleep(useconds_t microseconds) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_usleep(microseconds);
  constexpr useconds_t kInSecond = 1'000'000;
  timespec span = {microseconds / kInSecond, static_cast<long>(microseconds % kInSecond) * 1000};
  int64_t deadline = 0;
  explorer::to_deadline_after(&span, &deadline);
  explorer::sleep_until(me, deadline, LOCKSTEP_CALLER);
  return 0;
}

unsigned sleep(unsigned seconds) {
  Thread* me = self();
  if (me == nullptr) return __interceptor_sleep(seconds);
  timespec span = {static_cast<time_t>(seconds), 0};
  int64_t deadline = 0;
  explorer::to_deadline_after(&span, &deadline);
  explorer::sleep_until(me, deadline, LOCKSTEP_CALLER);
  return 0;
}
}
