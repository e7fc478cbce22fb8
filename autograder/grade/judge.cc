// SPDX-License-Identifier: MIT
#include "autograder/grade/judge.h"

#include <algorithm>

namespace lockstep {
namespace {

std::string finding_of(const Evidence& evidence) {
  std::string finding =
      evidence.words.empty() ? "what the claim says does not hold" : evidence.words;
  if (!evidence.repeatable) {
    finding +=
        "\n(not repeatable: the same schedule did not show it again; does the code use the "
        "time, random numbers or addresses?)";
  }
  return finding;
}

// What else was found is told, but does not change the verdict. Each other verdict is named once.
std::string others(const std::vector<Evidence>& evidence, Verdict decided) {
  // A skeleton's exception shows in many ways; all of them say the same.
  if (decided == Verdict::kNotImplemented) return "";
  std::vector<Verdict> named = {decided, Verdict::kPassed, Verdict::kLeftEarly};
  std::string words;
  for (const Evidence& e : evidence) {
    if (std::ranges::find(named, e.verdict) != named.end()) continue;
    named.push_back(e.verdict);
    words +=
        "\nalso seen: " + std::string(name(e.verdict)) + (e.words.empty() ? "" : ": ") + e.words;
  }
  return words;
}

// The worst verdict, in the table's order, that any claim got.
Verdict worst(const std::vector<ClaimResult>& claims) {
  Verdict verdict = Verdict::kPassed;
  for (const ClaimResult& claim : claims) verdict = std::min(verdict, claim.verdict);
  return verdict;
}

const ClaimRecord* record_of(const Record& record, const std::string& claim) {
  const auto found = std::ranges::find(record.claims, claim, &ClaimRecord::name);
  return found == record.claims.end() ? nullptr : &*found;
}

}  // namespace

ClaimResult judge_claim(const ListedClaim& claim, const std::vector<Evidence>& evidence) {
  ClaimResult result{claim.name, claim.sentence, claim.points, 0, Verdict::kGraderFault, "", "",
                     ""};
  const auto first = std::ranges::min_element(evidence, {}, &Evidence::verdict);
  if (first == evidence.end()) {
    result.finding = "the grader has no evidence for this claim";
    return result;
  }
  result.verdict = first->verdict;
  if (result.verdict == Verdict::kPassed) {
    result.points = claim.points;
    return result;
  }
  result.schedule = first->schedule;
  result.trace = first->trace;
  result.finding = finding_of(*first) + others(evidence, first->verdict);
  return result;
}

ExerciseResult judge(const ExerciseName& exercise, const std::vector<ListedClaim>& claims,
                     const Record& record) {
  if (!record.build.ok) {
    return judge_without_record(
        exercise, claims, record.build.refused ? Verdict::kRefused : Verdict::kDoesNotCompile,
        record.build.diagnostics);
  }
  ExerciseResult result{exercise.lesson, exercise.exercise, Verdict::kPassed, "", {}};
  for (const ListedClaim& claim : claims) {
    const ClaimRecord* const found = record_of(record, claim.name);
    result.claims.push_back(judge_claim(claim, found ? found->evidence : std::vector<Evidence>{}));
  }
  result.verdict = worst(result.claims);
  return result;
}

ExerciseResult judge_without_record(const ExerciseName& exercise,
                                    const std::vector<ListedClaim>& claims, Verdict verdict,
                                    const std::string& finding) {
  ExerciseResult result{exercise.lesson, exercise.exercise, verdict, finding, {}};
  for (const ListedClaim& claim : claims) {
    result.claims.push_back({claim.name, claim.sentence, claim.points, 0, verdict, "", "", ""});
  }
  return result;
}

}  // namespace lockstep
