// SPDX-License-Identifier: MIT
#include "autograder/grade/result.h"

#include <algorithm>

namespace lockstep {

int ExerciseResult::points() const {
  if (!graded()) return 0;
  int sum = 0;
  for (const ClaimResult& claim : claims) sum += claim.points;
  return sum;
}

int ExerciseResult::max_points() const {
  int sum = 0;
  for (const ClaimResult& claim : claims) sum += claim.max_points;
  return sum;
}

bool ExerciseResult::graded() const {
  const auto fault = [](const ClaimResult& claim) {
    return claim.verdict == Verdict::kGraderFault;
  };
  return verdict != Verdict::kGraderFault && std::none_of(claims.begin(), claims.end(), fault);
}

}  // namespace lockstep
