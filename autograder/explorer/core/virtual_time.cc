// SPDX-License-Identifier: MIT
// See virtual_time.h.
#include "autograder/explorer/core/virtual_time.h"

#include "autograder/explorer/core/wait.h"

namespace lockstep::explorer {
namespace {

// Operations that change nothing, before a thread counts as one that will never do anything else.
// The C++ library makes 16 before each sleep.
constexpr int kSpinning = 32;
constexpr int kLooks = 16;            // at the clock, in a row, before it moves for them
constexpr uint64_t kInARow = 32;      // the most own steps from one to the next
constexpr int64_t kLeastTick = 1000;  // nanoseconds
constexpr int64_t kPart = 16;         // a tick is this part of the time since the first look

bool watches_clock(const Thread& thread) {
  return thread.looks > 0 && thread.steps - thread.last_look <= kInARow;
}

bool spins(const Thread& thread) {
  if (thread.idle >= kSpinning && thread.changes_seen == run.changes) return true;
  return thread.signs >= kPatience && thread.steps - thread.last_sign <= kInARow;
}

// A watcher that does not know what time it is now.
bool is_behind(const Thread& thread) { return watches_clock(thread) && thread.saw != run.now; }

// It does what threads do that wait for others, or for time.
void note_sign(Thread* me) {
  me->signs = me->steps - me->last_sign <= kInARow ? me->signs + 1 : 1;
  me->last_sign = me->steps;
}

template <class Predicate>
ThreadSet enabled_that(Predicate predicate) {
  ThreadSet set;
  for (ThreadSet rest = run.enabled; !rest.empty(); rest = rest.removed_lowest()) {
    if (predicate(threads[rest.first()])) set.add(rest.first());
  }
  return set;
}

int64_t next_deadline() {
  int64_t next = kForever;
  for (ThreadSet rest = run.timed; !rest.empty(); rest = rest.removed_lowest()) {
    const Thread& thread = threads[rest.first()];
    if (!run.enabled.has(thread.id) && thread.wait.deadline < next) next = thread.wait.deadline;
  }
  return next;
}

void move_clock_to(int64_t time) {
  if (time > run.now) run.now = time;
  for (ThreadSet rest = run.timed; !rest.empty(); rest = rest.removed_lowest()) {
    Thread& thread = threads[rest.first()];
    if (!run.enabled.has(thread.id) && thread.wait.deadline <= run.now) time_out(&thread);
  }
}

void tick(const Thread& watcher) {
  if (run.now >= kLatest) return;  // no deadline is that far away
  int64_t length = (run.now - watcher.watches_since) / kPart;
  if (length < kLeastTick) length = kLeastTick;
  int64_t next = next_deadline();
  move_clock_to(next - run.now < length ? next : run.now + length);
}

}  // namespace

bool pass_time() {
  int64_t next = next_deadline();
  if (next == kForever) return false;
  move_clock_to(next);
  return true;
}

void look_at_clock(Thread* me) {
  note_sign(me);
  if (!watches_clock(*me)) {
    me->looks = 0;
    me->watches_since = run.now;
  }
  ++me->looks;
  me->last_look = me->steps;
  bool ticks = me->looks > kLooks && me->saw == run.now;
  if (ticks) {
    ThreadSet busy = enabled_that([](const Thread& thread) { return !spins(thread); });
    busy.remove(me->id);
    bool behind = !enabled_that(is_behind).empty();
    if (behind) run.lagging.add(me->id);  // they go first: nobody misses a tick
    if (busy.empty() && !behind) tick(*me);
  }
  me->saw = run.now;
}

void step_back(Thread* me) {
  note_sign(me);
  run.lagging.add(me->id);
}

ThreadSet next_waiting() {
  for (;;) {
    ThreadSet busy = enabled_that([](const Thread& thread) { return !spins(thread); });
    if (!busy.empty()) return busy;  // they only yielded
    ThreadSet watchers = enabled_that(is_behind);
    if (watchers.empty()) watchers = enabled_that(watches_clock);
    if (!watchers.empty()) return watchers;
    if (!run.timed.empty() && pass_time()) {
      ThreadSet set = run.enabled;
      set -= run.lagging;
      if (!set.empty()) return set;
      continue;
    }
    run.lagging.clear();
    return run.enabled;
  }
}

}  // namespace lockstep::explorer
