// SPDX-License-Identifier: MIT
// See refusals.h.
#include "autograder/explorer/history/refusals.h"

#include "autograder/explorer/history/table.h"

namespace lockstep::explorer {
namespace {

constexpr size_t kMostTold = 4;

}  // namespace

std::string Refusals::text() const {
  std::string text;
  size_t told = 0;
  for (const std::string& state : states_) {
    if (told == kMostTold) return text + " or another state";
    if (told++ != 0) text += " or ";
    text += state;
  }
  return text;
}

std::string explain(const std::vector<Operation>& operations, int culprit,
                    const Refusals& refusals) {
  const Operation& operation = operations[static_cast<size_t>(culprit)];
  return "No order of these operations, made one at a time, gives these answers:\n\n" +
         history_table(operations, culprit) + "\n" + operation.call_text() + " by " +
         thread_name(operation.thread) + " " + answer_text(operation) +
         ", which fits no order. Where it could come, the object " + refusals.text() + ".\n";
}

}  // namespace lockstep::explorer
