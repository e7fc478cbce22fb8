// SPDX-License-Identifier: MIT
// The model's view of one object of the program: a mutex, a condition variable ... The model alone
// decides who holds and who waits; the real object is not used within a run.
#pragma once

#include <cstdint>

#include "autograder/explorer/core/thread_set.h"

namespace lockstep::explorer {

enum class Kind : uint8_t {
  kNone,
  kMutex,
  kCond,
  kRwlock,
  kBarrier,
  kSpin,
  kSem,
  kFutex,
  kOnce,
  kGuard,
  kAtomic,  // only named in traces
};

inline constexpr int kNobody = -1;
inline constexpr int kOutsider = -2;  // held by a thread that is not part of the run

struct Object {
  uintptr_t address = 0;
  uint32_t run = 0;  // the run that this entry belongs to; entries of other runs are free
  Kind kind = Kind::kNone;
  bool robust_died = false;       // a robust mutex whose holder ended
  bool unrecoverable = false;     // and that was then unlocked without being made consistent
  uint16_t index = 0;             // order of first use in the run: names the object
  int16_t owner = kNobody;        // who holds it exclusively
  uint32_t depth = 0;             // how often a recursive mutex is held; arrivals at a barrier
  const void* partner = nullptr;  // condition variable: the mutex of its present waiters
  ThreadSet waiters;              // who wants it, or waits for its signal
  ThreadSet writers;              // rwlock: who wants it for writing
  ThreadSet readers;              // rwlock: who holds it for reading
};

// "mutex", "condition variable" ...
const char* kind_name(Kind kind);

// The entry of the object at `address` in the present run, made if it is not there yet, or if
// another kind of object was there before. Valid until the run ends. Never null.
Object& object_at(const void* address, Kind kind);

// The entry, or null if this run has not used the object.
Object* find_object(const void* address);

// Forgets every object: the entries belong to run `number` from now on.
void begin_objects(uint32_t number);

// Calls `visit` for each object of the run.
void each_object(void (*visit)(Object&));

}  // namespace lockstep::explorer
