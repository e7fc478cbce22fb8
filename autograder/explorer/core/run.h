// SPDX-License-Identifier: MIT
// The state of the run that is under way, and what every interposed function does with it. All of
// it is touched by one thread at a time, so nothing here is locked.
#pragma once

#include <cstdint>

#include "autograder/explorer/core/object.h"
#include "autograder/explorer/core/random.h"
#include "autograder/explorer/core/strategy.h"
#include "autograder/explorer/core/text.h"
#include "autograder/explorer/core/thread.h"
#include "autograder/explorer/outcome.h"

namespace lockstep::explorer {

// What a run is made of, besides its schedule.
struct RunSpec {
  void (*body)(void*) = nullptr;
  void* argument = nullptr;
  bool (*holds)(void*) = nullptr;  // checked after every step, if set
  uint64_t max_steps = 20'000;
  int max_bypass = -1;  // -1: bypasses are not judged
  int spurious_wakeups = 64;
  bool early_timeouts = true;
  bool record = false;  // keep every step with a stack, for a trace
};

struct RunResult {
  Outcome outcome = Outcome::kPassed;
  Text message;
  uint64_t steps = 0;
  uint64_t decisions = 0;  // steps at which there was a choice
  uint64_t hash = 0;       // of the steps: equal hashes, equal schedules
  bool abandoned = false;  // threads of the run were given up; they never go on
};

// Steps after which those who had no turn go first for a while.
inline constexpr uint64_t kWindow = 400;

struct Run {
  bool active = false;
  bool forked = false;  // this is a child process of a run: it has one thread and is no run
  bool main_done = false;
  bool spurious = false;
  bool early = false;
  uint32_t number = 0;
  int thread_count = 0;
  int live = 0;
  int spurious_left = 0;
  int locked = 0;           // mutexes, spin locks and rwlocks held now
  uint64_t window_end = 0;  // when those who had no turn since the window began go first
  uint64_t held_back_until = 0;
  uint64_t work_end = 0;                // when those in `working` are chosen again, at the latest
  Outcome reported = Outcome::kPassed;  // what ThreadSanitizer reported, if it did
  int64_t now = 0;                      // virtual nanoseconds since the run began
  uint64_t changes = 0;                 // operations so far that changed something
  ThreadSet enabled;
  ThreadSet working;         // run when nobody else can: see working.h
  ThreadSet lagging;         // spin, or gave way: run when nobody else can, or something changes
  ThreadSet ran;             // had a turn in this window
  ThreadSet held_back;       // had one in the last window
  ThreadSet timed;           // waits with a deadline
  ThreadSet signal_waiters;  // may be woken spuriously
  Random random;
  Strategy* strategy = nullptr;
  Context driver;
  RunSpec spec;
  RunResult result;
  Text leak;  // the first leak found
};

extern Run run;
extern Thread* current;  // the thread that runs now
extern Thread threads[kMaxThreads];

// The calling thread if it belongs to the run under way, or null: then a call is none of ours.
inline Thread* self() {
  if (!run.active) return nullptr;
  Thread* thread = current;
  return thread->context.thread_pointer == thread_pointer() ? thread : nullptr;
}

// A switch point before `op` on `object`: any enabled thread may run before this returns.
void point(Thread* me, Op op, const void* object, const void* pc);

// Notes the operation without giving way; point() is note() and give_way().
void note(Thread* me, Op op, const void* object, const void* pc);

// Notes what befalls another thread than the one that runs: a wakeup, a time-out. Not a step.
void note_event(Thread* whom, Op op, const void* object, const void* pc);

// Lets the strategy choose who runs. Returns when the caller is chosen: at once if it is disabled
// by nobody and picked, never if the run ends first.
void give_way(Thread* me);

// Ends the run now, with this outcome. Does not return: the calling thread is given up too.
[[noreturn]] void end_run(Outcome outcome, const char* message);
[[noreturn]] void end_run(Outcome outcome, const Text& message);

inline constexpr const char* kReported = "ThreadSanitizer's report says what is wrong";

// The caller's last step: runs the others, and never returns to a thread that has ended.
void leave_run(Thread* me);

// The operation just made changed something: whoever spins may look again.
inline void changed(Thread* me) {
  me->idle = 0;
  ++run.changes;
  if (!run.lagging.empty()) run.lagging.clear();
}

inline constexpr int kPatience = 8;

// It changed nothing (a load, a failed try): after a few of these, with no change by others in
// between, the thread only spins.
inline void unchanged(Thread* me) {
  if (me->changes_seen != run.changes) me->idle = 0;
  me->changes_seen = run.changes;
  if (++me->idle >= kPatience) run.lagging.add(me->id);
}

}  // namespace lockstep::explorer
