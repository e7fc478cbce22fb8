// SPDX-License-Identifier: MIT
#include "autograder/runner/end_evidence.h"

#include <algorithm>
#include <cstring>

namespace lockstep {
namespace {

Evidence evidence_of(Verdict verdict, const std::string& words, const Finished& finished) {
  return {verdict, words, "", "", true, finished.output.at(2)};
}

// What the process did when nobody stopped it.
void add_own_end(ClaimRecord& record, const Observed& observed) {
  const Finished& finished = observed.end.finished;
  const auto add = [&](Verdict verdict, const std::string& words) {
    record.evidence.push_back(evidence_of(verdict, words, finished));
  };
  if (finished.signal != 0 && !observed.told.aborted_on_purpose) {
    add(Verdict::kCrash,
        std::string("the program was ended by a signal: ") + ::strsignal(finished.signal));
  } else if (finished.signal == 0 && !observed.told.completed) {
    add(Verdict::kLeftEarly, "the program ended by itself (exit code " +
                                 std::to_string(finished.exit_code) +
                                 ") before the claim was completed");
  } else if (observed.told.completed && observed.canaries < kCanaries) {
    add(Verdict::kLeftEarly, kSilenced);
  } else if (observed.told.completed && record.evidence.empty()) {
    add(Verdict::kPassed, "");
  }
}

}  // namespace

void add_end(ClaimRecord& record, const Observed& observed) {
  const JailEnd& end = observed.end;
  const auto add = [&](Verdict verdict, const std::string& words) {
    record.evidence.push_back(evidence_of(verdict, words, end.finished));
  };
  switch (end.stopped) {
    case Stopped::kNot:
      return add_own_end(record, observed);
    case Stopped::kLimit:
      return add(Verdict::kOverLimit, end.why);
    case Stopped::kCpu:
      return add(Verdict::kNoProgress, end.why);
    case Stopped::kAsleep:
      return add(Verdict::kLostWakeup,
                 "all its threads sleep, and nothing is left that could wake one of them; they "
                 "wait for: " +
                     end.why);
    case Stopped::kWall:
      record.wall_clock = true;
      return add(Verdict::kNoProgress, end.why);
  }
}

bool was_silenced(const ClaimRecord& record) {
  return std::ranges::find(record.evidence, kSilenced, &Evidence::words) != record.evidence.end();
}

}  // namespace lockstep
