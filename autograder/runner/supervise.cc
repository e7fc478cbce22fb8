// SPDX-License-Identifier: MIT
#include "autograder/runner/supervise.h"

#include <algorithm>

#include "autograder/runner/end_evidence.h"
#include "autograder/runner/observe.h"
#include "autograder/runner/trace_places.h"
#include "autograder/runner/tsan_report.h"

namespace lockstep {
namespace {

// A report says more than the explorer's "data race": it takes the place of that, with its schedule
// and trace.
void add_reports(std::vector<Evidence>& evidence, std::vector<Evidence> reports) {
  for (Evidence& report : reports) {
    const auto same = std::ranges::find(evidence, report.verdict, &Evidence::verdict);
    if (same == evidence.end() || !same->detail.empty()) {
      if (!evidence.empty()) report.schedule = evidence.front().schedule;
      evidence.push_back(std::move(report));
    } else {
      same->words = report.words;
      same->detail = report.detail;
    }
  }
}

// What the process wrote to its standard error when it died under the explorer.
std::string schedule_of_death(const std::string& said) {
  constexpr std::string_view kMark = "lockstep: the process died under --schedule=";
  const auto begin = said.rfind(kMark);
  if (begin == std::string::npos) return "";
  const auto end = said.find('\n', begin);
  return said.substr(begin + kMark.size(), end - begin - kMark.size());
}

ClaimRecord run_once(Jail& jail, const Subject& subject, const std::string& claim,
                     const std::string& schedule) {
  const Observed observed = observe(jail, subject.binary, claim, schedule);
  const Finished& finished = observed.end.finished;
  ClaimRecord record;
  record.name = claim;
  record.evidence = observed.told.evidence;
  add_reports(record.evidence, tsan_evidence(observed.reports, subject.binary, subject.source));
  record.cpu_seconds = finished.cpu_seconds;
  add_end(record, observed);
  const std::string death = schedule_of_death(finished.output.at(2));
  for (Evidence& e : record.evidence) {
    if (e.verdict == Verdict::kCrash && e.schedule.empty()) e.schedule = death;
  }
  return record;
}

// The evidence of `again` for the same verdict, or nullptr.
const Evidence* same_verdict(const ClaimRecord& again, Verdict verdict) {
  const auto found = std::ranges::find(again.evidence, verdict, &Evidence::verdict);
  return found == again.evidence.end() ? nullptr : &*found;
}

// A schedule fixes a run, so what it showed must show again, in processes that know nothing of the
// first.
void replay(Jail& jail, const Subject& subject, ClaimRecord& record) {
  const auto first =
      std::ranges::find_if(record.evidence, [](const Evidence& e) { return !e.schedule.empty(); });
  if (first == record.evidence.end()) return;
  const std::string schedule = first->schedule;
  for (int i = 0; i < 2; ++i) {
    const ClaimRecord again = run_once(jail, subject, record.name, schedule);
    record.cpu_seconds += again.cpu_seconds;
    for (Evidence& e : record.evidence) {
      if (e.schedule != schedule) continue;
      const Evidence* const seen = same_verdict(again, e.verdict);
      e.repeatable = e.repeatable && seen != nullptr;
      if (seen != nullptr && e.trace.empty()) {
        e.trace = with_places(seen->trace, subject.binary, subject.source);
      }
    }
  }
}

}  // namespace

ClaimRecord supervise(Jail& jail, const Subject& subject, const std::string& claim) {
  ClaimRecord record = run_once(jail, subject, claim, "");
  replay(jail, subject, record);
  return record;
}

}  // namespace lockstep
