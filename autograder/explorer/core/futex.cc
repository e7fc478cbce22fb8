// SPDX-License-Identifier: MIT
// Futexes, through syscall(): what std::atomic::wait, std::counting_semaphore, futures and raw
// futex code block on. A wait compares and enqueues in one step, as the kernel does.
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <time.h>

#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/thread_api.h"

namespace lockstep::explorer {
namespace {

long wait(Thread* me, int* word, unsigned value, int64_t deadline, unsigned bits, const void* pc) {
  if (bits == 0) return -EINVAL;
  Object& object = object_at(word, Kind::kFutex);
  point(me, Op::kFutexWait, word, pc);
  if (__atomic_load_n(word, __ATOMIC_RELAXED) != static_cast<int>(value)) {
    unchanged(me);
    return -EAGAIN;
  }
  changed(me);
  await_signal(me, WaitFor::kFutex, object, nullptr, bits, deadline);
  return me->wait.timed_out ? -ETIMEDOUT : 0;
}

long wake_up(Thread* me, int* word, unsigned count, unsigned bits, const void* pc) {
  if (bits == 0) return -EINVAL;
  Object& object = object_at(word, Kind::kFutex);
  point(me, Op::kFutexWake, word, pc);
  changed(me);
  long woken = 0;
  while (woken < static_cast<long>(count)) {
    ThreadSet fitting;
    for (ThreadSet rest = object.waiters; !rest.empty(); rest = rest.removed_lowest()) {
      if ((threads[rest.first()].wait.bits & bits) != 0) fitting.add(rest.first());
    }
    if (fitting.empty()) break;
    int which = 0;
    if (!fitting.holds_one() && count < static_cast<unsigned>(fitting.size())) {
      ++run.result.decisions;
      which = run.strategy->choose(fitting.size());
    }
    wake(&threads[fitting.nth(which)], pc);
    ++woken;
  }
  return woken;
}

// A wait's time-out: a span for FUTEX_WAIT, a point in time for FUTEX_WAIT_BITSET.
bool wait_deadline(int operation, const timespec* timeout, int64_t* deadline) {
  *deadline = kForever;
  if (timeout == nullptr) return true;
  if ((operation & FUTEX_CMD_MASK) == FUTEX_WAIT) return to_deadline_after(timeout, deadline);
  bool realtime = (operation & FUTEX_CLOCK_REALTIME) != 0;
  return to_deadline(realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, timeout, deadline);
}

long to_errno(long result) {
  if (result >= 0) return result;
  errno = static_cast<int>(-result);
  return -1;
}

}  // namespace

long model_futex(Thread* me, int* word, int operation, unsigned value, const timespec* timeout,
                 unsigned bits, const void* pc) {
  int command = operation & FUTEX_CMD_MASK;
  int64_t deadline;
  switch (command) {
    case FUTEX_WAIT:
      bits = FUTEX_BITSET_MATCH_ANY;
      [[fallthrough]];
    case FUTEX_WAIT_BITSET:
      if (!wait_deadline(operation, timeout, &deadline)) return -EINVAL;
      return wait(me, word, value, deadline, bits, pc);
    case FUTEX_WAKE:
      bits = FUTEX_BITSET_MATCH_ANY;
      [[fallthrough]];
    case FUTEX_WAKE_BITSET:
      return wake_up(me, word, value, bits, pc);
    default:
      return -ENOSYS;  // requeue and priority inheritance are not modelled
  }
}

}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;

extern "C" long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  explorer::Thread* me = explorer::self();
  const void* pc = LOCKSTEP_CALLER;
  if (me != nullptr) {
    switch (number) {
      case SYS_futex:
        return explorer::to_errno(explorer::model_futex(
            me, reinterpret_cast<int*>(a[0]), static_cast<int>(a[1]), static_cast<unsigned>(a[2]),
            reinterpret_cast<const timespec*>(a[3]), static_cast<unsigned>(a[5]), pc));
      case SYS_gettid:
        return explorer::model_gettid(me);
      case SYS_sched_yield:
        explorer::yield(me, pc);
        return 0;
      case SYS_clock_gettime:
        return clock_gettime(static_cast<clockid_t>(a[0]), reinterpret_cast<timespec*>(a[1]));
      case SYS_nanosleep:
        return nanosleep(reinterpret_cast<const timespec*>(a[0]),
                         reinterpret_cast<timespec*>(a[1]));
      default:
        break;
    }
  }
  return explorer::to_errno(explorer::raw_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}
