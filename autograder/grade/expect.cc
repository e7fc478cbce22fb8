// SPDX-License-Identifier: MIT
// Proves that the claims tell right from wrong: compares the verdicts of a known implementation
// with what it must get.
//
//   expect --kind wrong --source wrong/semaphore/forgets_to_notify.cc --claims CLAIMS.json --record
//   RECORD.json
//
// kinds: reference, right (every claim passed), skeleton (every claim not implemented), wrong (the
// verdict and the claim that the file's first line names: "// expect: lost wakeup in
// Semaphore.EachReleaseWakesAWaiter").
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "CLI/CLI.hpp"
#include "autograder/grade/claim_list.h"
#include "autograder/grade/expected.h"
#include "autograder/grade/judge.h"
#include "autograder/runner/record.h"

namespace lockstep {
namespace {

Expected expected_of(const std::string& kind, const std::string& source) {
  if (kind == "wrong") return expected_of_wrong(source);
  if (kind == "skeleton") return {Verdict::kNotImplemented, ""};
  if (kind == "reference" || kind == "right") return {Verdict::kPassed, ""};
  throw std::runtime_error("unknown kind: " + kind);
}

void print(const ExerciseResult& result) {
  if (!result.finding.empty()) std::printf("%s\n", result.finding.c_str());
  for (const ClaimResult& claim : result.claims) {
    std::printf("%-16s %s%s%s\n", std::string(name(claim.verdict)).c_str(), claim.name.c_str(),
                claim.schedule.empty() ? "" : "  schedule ", claim.schedule.c_str());
    if (!claim.finding.empty()) std::printf("    %s\n", claim.finding.c_str());
  }
}

// Whether every claim that is expected to be decided so, and at least one, is.
bool as_expected(const ExerciseResult& result, const Expected& expected) {
  bool any = false;
  for (const ClaimResult& claim : result.claims) {
    if (!expected.claim.empty() && claim.name != expected.claim) continue;
    if (claim.verdict != expected.verdict) return false;
    any = true;
  }
  if (!any) std::printf("\nthere is no claim %s\n", expected.claim.c_str());
  return any;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  std::string kind;
  std::string source;
  std::string claims;
  std::string record;
  CLI::App app("Compares the verdicts of a known implementation with what it must get.");
  app.add_option("--kind", kind, "reference, skeleton, right or wrong")->required();
  app.add_option("--source", source, "the implementation")->required();
  app.add_option("--claims", claims, "the trusted list of claims")->required();
  app.add_option("--record", record, "what running them found")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const lockstep::Expected expected = lockstep::expected_of(kind, source);
    const lockstep::ExerciseResult result =
        lockstep::judge({"", ""}, lockstep::read_claim_list(claims), lockstep::read_record(record));
    lockstep::print(result);
    if (lockstep::as_expected(result, expected)) return 0;
    std::printf("\nexpected: %s in %s\n", std::string(name(expected.verdict)).c_str(),
                expected.claim.empty() ? "every claim" : expected.claim.c_str());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "expect: %s\n", e.what());
  }
  return 1;
}
