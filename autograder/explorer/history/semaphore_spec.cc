// SPDX-License-Identifier: MIT
// See semaphore_spec.h.
#include "autograder/explorer/history/semaphore_spec.h"

#include <stdexcept>
#include <string_view>

namespace lockstep::explorer {

bool SemaphoreSpec::acquire(const Operation& operation, bool may_refuse) {
  bool took = operation.pending() || operation.answer == kNone || operation.answer == kTrue;
  if (!took) return may_refuse;
  return permits_-- > 0;
}

bool SemaphoreSpec::release(const Operation& operation) {
  int64_t count = operation.argument.is_number() ? operation.argument.number : 1;
  bool may = count >= 1 && count <= most_ - permits_;
  bool refused = operation.answer == kThrew || operation.answer == kFalse;
  if (!operation.pending() && refused) return !may;
  if (may) permits_ += count;
  return may;
}

bool SemaphoreSpec::apply(const Operation& operation) {
  std::string_view name = operation.name;
  if (name == "acquire") return acquire(operation, false);
  if (name == "try_acquire") return acquire(operation, permits_ == 0);
  if (name == "try_acquire_for") return acquire(operation, true);
  if (name == "release") return release(operation);
  throw std::invalid_argument("a semaphore has no operation " + std::string(name));
}

std::string SemaphoreSpec::describe() const {
  if (permits_ == 0) return "has no free permit";
  return "has " + std::to_string(permits_) + (permits_ == 1 ? " free permit" : " free permits");
}

}  // namespace lockstep::explorer
