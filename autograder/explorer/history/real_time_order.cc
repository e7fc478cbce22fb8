// SPDX-License-Identifier: MIT
// See real_time_order.h.
#include "autograder/explorer/history/real_time_order.h"

#include <algorithm>
#include <stdexcept>

namespace lockstep::explorer {

RealTimeOrder::RealTimeOrder(const std::vector<Operation>& operations) {
  if (operations.size() > 64) throw std::invalid_argument("a history of more than 64 operations");
  before_.reserve(operations.size());
  uint64_t bit = 1;
  for (const Operation& operation : operations) {
    if (!operation.pending()) {
      if (operation.returned <= operation.called) {
        throw std::invalid_argument(operation.call_text() + " returned before it was called");
      }
      returned_ |= bit;
    }
    bit <<= 1;
    uint64_t before = 0;
    for (size_t i = 0; i < operations.size(); ++i) {
      const Operation& other = operations[i];
      if (!other.pending() && other.returned < operation.called) before |= uint64_t{1} << i;
    }
    before_.push_back(before);
  }
}

bool RealTimeOrder::may_come_next(int index, uint64_t done) const {
  const bool is_done = (done >> index & 1) != 0;
  return !is_done && (before_[static_cast<size_t>(index)] & ~done) == 0;
}

std::vector<int> by_return(const std::vector<Operation>& operations) {
  std::vector<int> order;
  for (size_t i = 0; i < operations.size(); ++i) {
    if (!operations[i].pending()) order.push_back(static_cast<int>(i));
  }
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return operations[static_cast<size_t>(a)].returned <
           operations[static_cast<size_t>(b)].returned;
  });
  return order;
}

std::vector<Operation> until_return_of(const std::vector<Operation>& operations, int index) {
  uint32_t end = operations[static_cast<size_t>(index)].returned;
  std::vector<Operation> prefix;
  for (Operation operation : operations) {
    if (operation.called > end) continue;
    if (operation.returned > end) operation.returned = 0;
    prefix.push_back(operation);
  }
  return prefix;
}

int position_in_prefix(const std::vector<Operation>& operations, int index) {
  uint32_t end = operations[static_cast<size_t>(index)].returned;
  auto at = operations.begin();
  return static_cast<int>(std::count_if(
      at, at + index, [end](const Operation& operation) { return operation.called <= end; }));
}

}  // namespace lockstep::explorer
