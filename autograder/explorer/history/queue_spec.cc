// SPDX-License-Identifier: MIT
// See queue_spec.h.
#include "autograder/explorer/history/queue_spec.h"

#include <stdexcept>
#include <string_view>

namespace lockstep::explorer {

bool QueueSpec::put(const Operation& operation, bool may_refuse) {
  bool can = !full() && !closed_;
  if (operation.pending()) {
    if (!can) return false;  // it has no effect now; leaving it out says the same
    items_.push_back(operation.argument.number);
    return true;
  }
  bool accepted = operation.answer == kNone || operation.answer == kTrue;
  if (!accepted) return may_refuse;
  if (can) items_.push_back(operation.argument.number);
  return can;
}

bool QueueSpec::get(const Operation& operation, bool may_refuse) {
  if (!operation.pending() && !operation.answer.is_number()) return may_refuse;
  if (items_.empty()) return false;
  bool fits = operation.pending() || operation.answer.number == items_.front();
  items_.erase(items_.begin());
  return fits;
}

bool QueueSpec::apply(const Operation& operation) {
  std::string_view name = operation.name;
  if (name == "put") return put(operation, closed_);
  if (name == "try_put") return put(operation, closed_ || full());
  if (name == "put_for") return put(operation, true);
  if (name == "get") return get(operation, closed_ && items_.empty());
  if (name == "try_get") return get(operation, items_.empty());
  if (name == "get_for") return get(operation, true);
  if (name == "close") {
    closed_ = true;
    return true;
  }
  throw std::invalid_argument("a queue has no operation " + std::string(name));
}

std::string QueueSpec::describe() const {
  std::string text = closed_ ? "is closed and " : "";
  if (items_.empty()) return text + "is empty";
  text += "holds ";
  for (size_t i = 0; i < items_.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(items_[i]);
  }
  return text + (full() ? " (full)" : "");
}

}  // namespace lockstep::explorer
