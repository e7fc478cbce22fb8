// SPDX-License-Identifier: MIT
// What a counting semaphore may answer, one operation at a time.
//
//   acquire()          waits for a permit
//   try_acquire()      true with a permit, false if none is free
//   try_acquire_for()  the same, but may always time out
//   release(n)         n permits, without an argument one; refused (kThrew, false) if n < 1 or
//   beyond the most
#pragma once

#include <compare>
#include <limits>
#include <string>

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

class SemaphoreSpec {
 public:
  static constexpr int64_t kUnbounded = std::numeric_limits<int64_t>::max();

  explicit SemaphoreSpec(int64_t permits, int64_t most = kUnbounded)
      : permits_(permits), most_(most) {}

  bool apply(const Operation& operation);
  std::string describe() const;

  friend auto operator<=>(const SemaphoreSpec&, const SemaphoreSpec&) = default;

 private:
  bool acquire(const Operation& operation, bool may_refuse);
  bool release(const Operation& operation);

  int64_t permits_;
  int64_t most_;
};

}  // namespace lockstep::explorer
