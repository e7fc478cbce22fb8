// SPDX-License-Identifier: MIT
// What a bounded first-in, first-out queue of numbers may answer, one operation at a time.
//
//   put(v), get()          wait for room or for an item; refused only when closed (get: and empty)
//   try_put(v), try_get()  refused when full or empty, or closed
//   put_for(v), get_for()  with a time-out: they may always be refused
//   close()                items that are left can still be taken
// A put is accepted by the answer nothing or true and refused by any other word (false, "closed",
// kThrew); a get answers a number, or is refused by any word.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

#include "autograder/explorer/history/operation.h"

namespace lockstep::explorer {

class QueueSpec {
 public:
  // 0: unbounded.
  explicit QueueSpec(size_t capacity) : capacity_(capacity) {}

  bool apply(const Operation& operation);
  std::string describe() const;

  friend auto operator<=>(const QueueSpec&, const QueueSpec&) = default;

 private:
  bool put(const Operation& operation, bool may_refuse);
  bool get(const Operation& operation, bool may_refuse);
  bool full() const { return capacity_ != 0 && items_.size() == capacity_; }

  size_t capacity_;
  bool closed_ = false;
  std::vector<int64_t> items_;
};

}  // namespace lockstep::explorer
