// SPDX-License-Identifier: MIT
#include "autograder/grade/verdict.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lockstep {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 18> kNames = {
    "grader fault",    "not submitted", "does not compile", "refused",    "over limit",
    "not implemented", "data race",     "misuse",           "crash",      "deadlock",
    "lost wakeup",     "wrong result",  "no progress",      "starvation", "busy wait",
    "left early",      "leak",          "passed",
};
static_assert(kNames.size() == static_cast<std::size_t>(Verdict::kPassed) + 1);

}  // namespace

std::string_view name(Verdict verdict) { return kNames.at(static_cast<std::size_t>(verdict)); }

std::optional<Verdict> verdict_named(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Verdict>(found - kNames.begin());
}

bool holds_for_the_exercise(Verdict verdict) { return verdict < Verdict::kOverLimit; }

}  // namespace lockstep
