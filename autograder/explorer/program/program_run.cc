// SPDX-License-Identifier: MIT
// See program_run.h.
#include "autograder/explorer/program/program_run.h"

#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>

#include "autograder/base/process.h"
#include "autograder/explorer/outcome.h"
#include "autograder/explorer/program/protocol.h"

namespace lockstep::explorer {
namespace {

constexpr int kRecordFd = 3;
constexpr std::size_t kMostRecord = 64 << 20;  // a trace is long
constexpr std::string_view kReportStart = "WARNING: ThreadSanitizer:";

Command command_for(const ProgramSpec& spec, const std::string& schedule, bool traced) {
  Command command;
  command.argv = spec.argv;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    std::string_view text = *variable;
    bool ours = false;
    for (const char* name : {kScheduleVariable, kRecordVariable, kStepsVariable, kTraceVariable}) {
      if (text.starts_with(std::string(name) + "=")) ours = true;
    }
    if (!ours) command.environment.emplace_back(text);
  }
  auto set = [&](const char* name, const std::string& value) {
    command.environment.push_back(std::string(name) + "=" + value);
  };
  set(kScheduleVariable, schedule);
  set(kRecordVariable, std::to_string(kRecordFd));
  set(kStepsVariable, std::to_string(spec.max_steps));
  if (traced) set(kTraceVariable, "1");
  command.output = {{1, 1 << 20}, {2, 1 << 20}, {kRecordFd, kMostRecord}};
  command.wall_limit = spec.time_limit;
  command.fixed_addresses = true;
  command.interrupted_with_us = true;
  return command;
}

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  const char* description = ::sigdescr_np(signal);
  std::string text = "the process died by ";
  text += name == nullptr ? "signal " + std::to_string(signal) : "SIG" + std::string(name);
  if (description != nullptr) text += " (" + std::string(description) + ")";
  if (signal == SIGABRT) text += ": a failed assertion, abort() or std::terminate()";
  return text;
}

// Sets failure and words by the first of these that applies.
void judge(const ProgramSpec& spec, const Finished& finished,
           const std::map<std::string, std::string>& fields, ProgramRun& run) {
  auto found = fields.find(kOutcome);
  std::string outcome = found == fields.end() ? "" : found->second;
  bool race = run.printed.find(std::string(kReportStart) + " data race") != std::string::npos;
  auto fails = [&](const std::string& failure, const std::string& words) {
    run.failure = failure;
    run.words = words;
  };
  if (!outcome.empty() && outcome != outcome_name(Outcome::kPassed)) {
    fails(outcome, fields.at(kMessage));
  } else if (race) {
    fails(outcome_name(Outcome::kDataRace), "ThreadSanitizer's report says what is wrong");
  } else if (finished.wall_limit_hit) {
    fails("no progress",
          "the program did not end within " + std::to_string(spec.time_limit.count()) + " ms");
  } else if (finished.signal != 0) {
    fails("crash", signal_text(finished.signal));
  } else if (finished.exit_code != 0) {
    fails("exit status", "the program ended with " + std::to_string(finished.exit_code));
  } else if (outcome.empty()) {
    fails("unexplained end", "the program ended without a word: did it become another one (exec)?");
  }
}

uint64_t number(const std::map<std::string, std::string>& fields, const char* name) {
  auto found = fields.find(name);
  return found == fields.end() ? 0 : std::stoull(found->second);
}

std::string text(const std::map<std::string, std::string>& fields, const char* name) {
  auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

}  // namespace

ProgramRun run_program(const ProgramSpec& spec, const std::string& schedule, bool traced) {
  Finished finished = run(command_for(spec, schedule, traced));
  std::map<std::string, std::string> fields = fields_of(finished.output[kRecordFd]);
  if (fields.count(kHello) == 0) {
    throw std::runtime_error(
        spec.argv[0] +
        " did not reach its main, or is not linked with //autograder/explorer/program:main");
  }
  ProgramRun result;
  result.report = text(fields, kReport);
  result.printed = finished.output[1] + finished.output[2];
  result.trace = text(fields, kTrace);
  result.facts = {number(fields, kSteps), number(fields, kDecisions), text(fields, kChoices)};
  judge(spec, finished, fields, result);
  return result;
}

}  // namespace lockstep::explorer
