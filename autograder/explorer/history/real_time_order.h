// SPDX-License-Identifier: MIT
// Which operations of a history came before which, by their calls and returns alone.
#pragma once

#include <cstdint>
#include <vector>

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

class RealTimeOrder {
 public:
  // Throws std::invalid_argument for more than 64 operations or an answer before its call.
  explicit RealTimeOrder(const std::vector<Operation>& operations);

  // True if all operations that returned are among `done`, a set of positions as bits.
  bool complete(uint64_t done) const { return (returned_ & ~done) == 0; }

  // True if it is not done, and no other that is not done returned before it was called.
  bool may_come_next(int index, uint64_t done) const;

 private:
  std::vector<uint64_t> before_;  // for each operation, those that returned before its call
  uint64_t returned_ = 0;
};

// Positions of the operations that returned, by their returns.
std::vector<int> by_return(const std::vector<Operation>& operations);

// The history as it was when `index` returned: what was called before, and what had not returned
// yet is pending.
std::vector<Operation> until_return_of(const std::vector<Operation>& operations, int index);

// The position of `index` in that.
int position_in_prefix(const std::vector<Operation>& operations, int index);

}  // namespace lockstep::explorer
