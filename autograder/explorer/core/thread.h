// SPDX-License-Identifier: MIT
// One logical thread of a run. Thread n of every run is executed by the same pooled pthread, so
// that threads need not be created anew, and never twice within a run: that would add an edge.
#pragma once

#include <pthread.h>

#include <cstdint>

#include "autograder/explorer/core/context.h"
#include "autograder/explorer/core/object.h"
#include "autograder/explorer/core/ops.h"

namespace lockstep::explorer {

inline constexpr int64_t kForever = INT64_MAX;        // a deadline that never comes
inline constexpr int64_t kLatest = kForever / 8 * 5;  // as are those after this one: 180 years

// Why a thread cannot go on, or what it is about to take.
enum class WaitFor : uint8_t {
  kNothing,
  kMutex,  // a resource: enabled as soon as it is free
  kReadLock,
  kWriteLock,
  kSem,
  kOnce,
  kJoin,
  kCond,  // a signal: enabled only when somebody gives it
  kFutex,
  kBarrier,
  kSleep,
};

struct Wait {
  WaitFor what = WaitFor::kNothing;
  bool timed_out = false;
  bool spurious = false;
  Object* object = nullptr;     // what it waits for
  Object* mutex = nullptr;      // condition variable: what it takes when woken
  int thread = kNobody;         // join: whose end
  unsigned bits = ~0u;          // futex: the wait's bit set
  int64_t deadline = kForever;  // virtual time
};

struct AtThreadEnd {
  void (*call)(void*) = nullptr;
  void* argument = nullptr;
};

// A reader-writer lock that a thread holds for reading more than once.
struct ReadAgain {
  const void* lock = nullptr;
  int more = 0;  // holds beyond the first
};

struct Thread {
  // Of the pooled pthread, kept from run to run.
  Context context;
  pthread_t handle = 0;
  bool exists = false;
  bool dirty = false;        // has run program code since its thread_locals were put back
  char start_edge = 0;       // TSan: creator -> thread
  char end_edge = 0;         // TSan: thread -> joiner
  void* exit_jump[5] = {};   // where pthread_exit continues
  uintptr_t exit_frame = 0;  // the frame at which its unwinding stops

  // Of the present run.
  int id = 0;
  void* (*start)(void*) = nullptr;
  void* argument = nullptr;
  void* result = nullptr;
  bool finished = false;
  bool detached = false;
  bool joined = false;
  bool seen_by_main = false;  // its end was acquired by the main thread
  Op op = Op::kStart;         // the operation it is about to make, and on what
  const void* op_object = nullptr;
  Wait wait;
  uint64_t changes_seen = 0;  // run.changes at its last operation that changed nothing
  int idle = 0;               // such operations in a row, while nothing else changed either
  int signs = 0;              // of waiting, close to each other: yields and looks at the clock
  int looks = 0;              // at the clock, close to each other
  uint64_t last_sign = 0;     // the own step
  uint64_t last_look = 0;     // the own step
  int64_t watches_since = 0;  // virtual time of the first of the looks
  int64_t saw = 0;            // virtual time that the last one showed
  uint64_t steps = 0;
  const char* waits_since = nullptr;  // name of the operation of an open bypass count
  uint64_t bypass_steps = 0;
  int bypassed = 0;
  int held_robust = 0;
  ReadAgain reads_again[8];
  int end_calls = 0;  // destructors of thread_locals
  AtThreadEnd at_end[64];
  int keys_used = 0;
  pthread_key_t keys[32] = {};
};

}  // namespace lockstep::explorer
