// SPDX-License-Identifier: MIT
#include "autograder/runner/supervise.h"

#include <sys/random.h>

#include <algorithm>
#include <cstring>

#include "autograder/base/check.h"
#include "autograder/base/process.h"
#include "autograder/harness/channel.h"
#include "autograder/runner/channel_reader.h"
#include "autograder/runner/trace_places.h"
#include "autograder/runner/tsan_report.h"

namespace lockstep {
namespace {

constexpr std::size_t kChannelBytes = 4 << 20;
constexpr std::size_t kOutputBytes = 64 << 10;

std::string new_secret() {
  unsigned char random[harness::kSecretBytes / 2];
  check("getrandom", ::getrandom(random, sizeof random, 0));
  std::string secret;
  for (const unsigned char byte : random) {
    secret += "0123456789abcdef"[byte >> 4];
    secret += "0123456789abcdef"[byte & 15];
  }
  return secret;
}

// Signals must end the process, not the sanitizer's own handlers: a crash is seen by how the
// process died.
std::string tsan_options() {
  return std::string("TSAN_OPTIONS=symbolize=0:atexit_sleep_ms=0:detect_deadlocks=0") +
         ":handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0" +
         ":stack_trace_format='" + kTsanStackFormat + "'";
}

Command command_for(const Subject& subject, const std::string& claim, const std::string& secret,
                    const std::string& schedule) {
  Command command;
  command.argv = {subject.binary, harness::kSupervised, claim};
  command.environment = {tsan_options()};
  if (!schedule.empty()) command.environment.push_back("LOCKSTEP_SCHEDULE=" + schedule);
  command.input = {{harness::kSecretFd, secret}};
  command.output = {{1, kOutputBytes},
                    {2, kOutputBytes},
                    {harness::kRecordFd, kChannelBytes},
                    {harness::kRaceFd, kChannelBytes}};
  command.cpu_seconds = subject.limits.cpu_seconds;
  command.wall_limit = subject.limits.wall_clock;
  command.fixed_addresses = true;
  return command;
}

// What the end of the process says, beyond what the process told by itself.
void add_end(ClaimRecord& record, const Finished& finished, const Told& told,
             const Limits& limits) {
  const auto add = [&](Verdict verdict, const std::string& words) {
    record.evidence.push_back({verdict, words, "", "", true, finished.output.at(2)});
  };
  if (finished.wall_limit_hit) {
    record.wall_clock = true;
    add(Verdict::kNoProgress,
        "it did not end within " + std::to_string(limits.wall_clock.count()) + " seconds");
  } else if (finished.signal != 0 && finished.cpu_seconds > limits.cpu_seconds - 0.5) {
    add(Verdict::kNoProgress, "it used more than " + std::to_string(limits.cpu_seconds) +
                                  " seconds of CPU time and was not done");
  } else if (finished.signal != 0 && !told.aborted_on_purpose) {
    add(Verdict::kCrash,
        std::string("the program was ended by a signal: ") + ::strsignal(finished.signal));
  } else if (finished.signal == 0 && !told.completed) {
    add(Verdict::kLeftEarly, "the program ended by itself (exit code " +
                                 std::to_string(finished.exit_code) +
                                 ") before the claim was completed");
  } else if (told.completed && record.evidence.empty()) {
    add(Verdict::kPassed, "");
  }
}

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

ClaimRecord run_once(const Subject& subject, const std::string& claim,
                     const std::string& schedule) {
  const std::string secret = new_secret();
  const Finished finished = run(command_for(subject, claim, secret, schedule));
  const Told told = read_channel(finished.output.at(harness::kRecordFd), secret, claim);
  ClaimRecord record;
  record.name = claim;
  record.evidence = told.evidence;
  const auto reports = parse_tsan_reports(told.reports + finished.output.at(harness::kRaceFd));
  add_reports(record.evidence, tsan_evidence(reports, subject.binary, subject.source));
  record.cpu_seconds = finished.cpu_seconds;
  add_end(record, finished, told, subject.limits);
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
void replay(const Subject& subject, ClaimRecord& record) {
  const auto first =
      std::ranges::find_if(record.evidence, [](const Evidence& e) { return !e.schedule.empty(); });
  if (first == record.evidence.end()) return;
  const std::string schedule = first->schedule;
  for (int i = 0; i < 2; ++i) {
    const ClaimRecord again = run_once(subject, record.name, schedule);
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

ClaimRecord supervise(const Subject& subject, const std::string& claim) {
  ClaimRecord record = run_once(subject, claim, "");
  replay(subject, record);
  return record;
}

}  // namespace lockstep
