// SPDX-License-Identifier: MIT
// The operations at which a thread gives way: what a trace shows, and what POS orders.
#pragma once

#include <cstdint>

namespace lockstep::explorer {

enum class Op : uint8_t {
  kStart,
  kEnd,
  kCreate,
  kJoin,
  kDetach,
  kYield,
  kSleep,
  kClock,
  kLock,
  kTryLock,
  kUnlock,
  kMutexDestroy,
  kCondWait,
  kSignal,
  kBroadcast,
  kCondDestroy,
  kReadLock,
  kWriteLock,
  kRwUnlock,
  kBarrierWait,
  kSemWait,
  kSemTryWait,
  kSemPost,
  kFutexWait,
  kFutexWake,
  kOnce,
  kGuard,
  kAtomicLoad,
  kAtomicStore,
  kAtomicUpdate,
  kFence,
  kPlainRead,
  kPlainWrite,
  kWork,
  // Not switch points: what a trace shows besides.
  kWoken,
  kTimedOut,
  kSleptOut,
  kJoinTimedOut,
  kSpurious,
};

// What a trace prints for an operation: "locks", "waits on" ...
const char* op_name(Op op);

// True if its object is a thread, given by its number.
inline bool is_about_thread(Op op) {
  return op == Op::kCreate || op == Op::kJoin || op == Op::kDetach || op == Op::kJoinTimedOut;
}

// True if the operation can change what another operation on the same object does.
inline bool op_writes(Op op) { return op != Op::kAtomicLoad && op != Op::kPlainRead; }

}  // namespace lockstep::explorer
