// SPDX-License-Identifier: MIT
#include "autograder/process/judge.h"

#include <sys/wait.h>

#include <cstring>

#include "autograder/harness/channel.h"

namespace lockstep::process {
namespace {

using explorer::Outcome;
using explorer::Result;

constexpr int kTsanExit = 66;  // of a process in which ThreadSanitizer reported something

// The first in the order of outcomes decides.
void found(Result& result, Outcome outcome, const std::string& words) {
  if (result.outcome != Outcome::kPassed && result.outcome <= outcome) return;
  result.outcome = outcome;
  result.message = words;
}

bool killed_by_plan(const Seen& seen, const Trial& trial) {
  return seen.reports.met() && trial.plan.what == Plan::What::kKill &&
         std::strcmp(trial.plan.process, "1") == 0;
}

void judge_end(Result& result, const Seen& seen, const Trial& trial) {
  if (WIFSIGNALED(seen.status) && !killed_by_plan(seen, trial)) {
    found(result, Outcome::kCrash,
          std::string("the process was ended by a signal: ") + ::strsignal(WTERMSIG(seen.status)));
  }
  if (WIFEXITED(seen.status) && !seen.reports.ended()) {
    found(result, Outcome::kLeftEarly,
          "the process ended (exit code " + std::to_string(WEXITSTATUS(seen.status)) +
              ") before the claim was completed");
  }
  // The runner reads the reports themselves.
  if (WIFEXITED(seen.status) && WEXITSTATUS(seen.status) == kTsanExit && !harness::supervised()) {
    found(result, Outcome::kDataRace, "ThreadSanitizer has reported it above");
  }
}

std::string joined(const std::vector<std::string>& parts) {
  std::string words;
  for (const std::string& part : parts) words += (words.empty() ? "" : "; ") + part;
  return words;
}

}  // namespace

Result judge(const Seen& seen, const Trial& trial) {
  Result result;
  result.trace = seen.reports.trace();
  if (!seen.asleep.empty()) {
    found(result, seen.deadlock ? Outcome::kDeadlock : Outcome::kLostWakeup,
          "all processes sleep, and nobody is left to wake one: " + seen.asleep);
  }
  if (seen.out_of_cpu) {
    found(result, Outcome::kNoProgress, "it used more than 2 seconds of CPU time");
  }
  if (seen.dead) judge_end(result, seen, trial);
  if (seen.reports.check_failed()) found(result, Outcome::kWrongResult, "a check failed");
  if (!trial.leaves_nothing) return result;
  if (!seen.remains.empty()) {
    found(result, Outcome::kLeak, "a process is still there after the end: " + seen.remains);
  }
  if (!seen.reports.left().empty()) {
    found(result, Outcome::kLeak, joined(seen.reports.left()));
  }
  return result;
}

}  // namespace lockstep::process
