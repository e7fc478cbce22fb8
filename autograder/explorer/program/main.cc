// SPDX-License-Identifier: MIT
// Linked into a program that was not written for the explorer, this stands in front of its main:
// when LOCKSTEP_SCHEDULE names a schedule, main runs under it; without, the program runs as always.
// The end of a run is the end of the process, as without the explorer: by return from main, exit(),
// _exit(), a signal, or when main left by pthread_exit() and the last thread has ended.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "autograder/explorer/core/engine.h"
#include "autograder/explorer/core/pool.h"
#include "autograder/explorer/core/report.h"
#include "autograder/explorer/program/choices.h"
#include "autograder/explorer/program/death.h"
#include "autograder/explorer/program/protocol.h"
#include "autograder/explorer/schedule_text.h"
#include "autograder/explorer/trace.h"

extern "C" {
int __real_main(int argc, char** argv, char** environment);
int __wrap_main(int argc, char** argv, char** environment);
[[noreturn]] void __real_exit(int status);
[[noreturn]] void __wrap_exit(int status);
[[noreturn]] void __real__exit(int status);
[[noreturn]] void __wrap__exit(int status);
[[noreturn]] void __wrap__Exit(int status);
}

namespace lockstep::explorer {
namespace {

struct Arguments {
  int argc;
  char** argv;
  char** environment;
};

ParsedSchedule& parsed = *new ParsedSchedule;  // outlives the destructors of statics
int record_fd = -1;
bool traced = false;
pid_t explored = 0;  // this process; a forked child tells nothing. 0: nothing to tell (any more)

// Takes a variable out of the environment: programs that this one starts are not meant.
std::optional<std::string> take_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  std::string copy = value;
  ::unsetenv(name);
  return copy;
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t size = ::write(fd, text.data(), text.size());
    if (size <= 0) return;
    text.remove_prefix(static_cast<size_t>(size));
  }
}

std::string reports() {
  std::string text(1 << 20, '\0');
  text.resize(captured_reports(text.data(), text.size()));
  return text;
}

std::string choices_text() {
  int count = 0;
  const Choice* choices = noted_choices(&count);
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += std::to_string(choices[i].options) + (choices[i].preempts ? "!" : ".");
  }
  return text;
}

void tell_on_stderr(Outcome outcome, const std::string& message) {
  std::string text = "lockstep: " + std::string(outcome_name(outcome)) + " under " +
                     to_text(parsed.schedule, 1) + "\n";
  if (traced) text += trace_text();
  write_all(2, text + message + "\n" + reports());
}

// The outcome, once. In the run or after it; nothing is scheduled any more.
void tell(Outcome outcome, const std::string& message) {
  if (explored == 0 || ::getpid() != explored) return;
  explored = 0;
  run.active = false;
  if (outcome == Outcome::kPassed) outcome = run.reported;
  if (record_fd < 0) return tell_on_stderr(outcome, message);
  std::string text = field(kOutcome, outcome_name(outcome)) + field(kMessage, message) +
                     field(kReport, reports()) + field(kSteps, std::to_string(run.result.steps)) +
                     field(kDecisions, std::to_string(run.result.decisions));
  if (parsed.schedule.strategy == StrategyKind::kBounded) text += field(kChoices, choices_text());
  write_all(record_fd, text);  // first: telling the trace may fail in a process that dies
  if (traced) write_all(record_fd, field(kTrace, trace_text()));
}

void tell_end() { tell(Outcome::kPassed, ""); }

// The body of the run.
void run_main(void* argument) {
  note_choices();
  auto& program = *static_cast<Arguments*>(argument);
  std::exit(__real_main(program.argc, program.argv, program.environment));
}

void prepare(const std::string& schedule) {
  parsed = parse_schedule(schedule);
  parsed.schedule.deviations = parsed.deviations.data();
  parsed.schedule.deviation_count = static_cast<int>(parsed.deviations.size());
  static const Deviation none = {};
  if (parsed.deviations.empty()) parsed.schedule.deviations = &none;
  traced = take_variable(kTraceVariable).has_value();
  explored = ::getpid();
  std::optional<std::string> fd = take_variable(kRecordVariable);
  if (!fd) return;
  constexpr int kHigh = 200;  // out of the way of the program's own
  record_fd = ::fcntl(std::stoi(*fd), F_DUPFD_CLOEXEC, kHigh);
  ::close(std::stoi(*fd));
  write_all(record_fd, field(kHello, ""));
}

// Blocked threads at the end of a main that left by pthread_exit() are a hang, not something left
// behind; threads that were not joined are the program's own business.
Outcome as_program(const RunResult& result) {
  if (result.outcome != Outcome::kLeak) return result.outcome;
  return result.abandoned ? Outcome::kDeadlock : Outcome::kPassed;
}

[[noreturn]] void explore_main(const std::string& schedule, Arguments program) {
  prepare(schedule);
  RunSpec spec;
  spec.body = run_main;
  spec.argument = &program;
  spec.record = traced;
  if (auto steps = take_variable(kStepsVariable)) spec.max_steps = std::stoull(*steps);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // what was printed before a failure is seen
  ::at_quick_exit(tell_end);
  if (traced) catch_deaths(tell_end);
  begin_exploration();
  if (traced) use_large_signal_stack();
  name_schedule(&parsed.schedule);
  const RunResult& result = make_run(parsed.schedule, spec);
  Outcome outcome = as_program(result);
  if (outcome == Outcome::kPassed) std::exit(0);
  tell(outcome, result.message.c_str());
  __real__exit(record_fd < 0 ? 1 : 0);
}

// After the destructors of the program's statics and ThreadSanitizer's last look.
__attribute__((destructor(101))) void at_end() { tell_end(); }

}  // namespace
}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;

int __wrap_main(int argc, char** argv, char** environment) {
  auto schedule = explorer::take_variable(explorer::kScheduleVariable);
  if (!schedule) return __real_main(argc, argv, environment);
  explorer::explore_main(*schedule, {argc, argv, environment});
}

// The explorer keeps the destructors of thread_locals from the C library, whose exit() would call
// the calling thread's. It calls none of thread-specific keys.
void __wrap_exit(int status) {
  if (explorer::Thread* me = explorer::self()) {
    me->keys_used = 0;
    explorer::run_thread_destructors(me);
  }
  __real_exit(status);
}

void __wrap__exit(int status) {
  explorer::tell_end();
  __real__exit(status);
}

void __wrap__Exit(int status) { __wrap__exit(status); }
