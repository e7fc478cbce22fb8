// SPDX-License-Identifier: MIT
// See explore.h. This part is ordinary code; what ThreadSanitizer must not see is in core/.
#include "autograder/explorer/explore.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "autograder/explorer/core/bounded.h"
#include "autograder/explorer/core/engine.h"
#include "autograder/explorer/core/report.h"
#include "autograder/explorer/plan.h"
#include "autograder/explorer/requests.h"
#include "autograder/explorer/schedule_text.h"
#include "autograder/explorer/trace.h"

namespace lockstep::explorer {
namespace {

std::function<void(const Result&)> listener;
Framework framework;
void (*body_end_listener)() = nullptr;
int explorations = 0;  // of the present test
bool exploring = false;

struct Call {
  const std::function<void()>& body;
  const std::function<bool()>& invariant;
};

RunSpec spec_of(Call& call, const Options& options) {
  RunSpec spec;
  spec.body = [](void* argument) { static_cast<Call*>(argument)->body(); };
  if (call.invariant) {
    spec.holds = [](void* argument) { return static_cast<Call*>(argument)->invariant(); };
  }
  spec.argument = &call;
  spec.max_steps = options.max_steps;
  spec.max_bypass = options.max_bypass;
  spec.spurious_wakeups = options.spurious_wakeups;
  spec.early_timeouts = options.early_timeouts;
  return spec;
}

// Runs may be made while it lives.
class Exploration {
 public:
  Exploration() {
    if (exploring) throw std::logic_error("explore() was called within a body");
    exploring = true;
    next_number();
    if (framework.describe != nullptr) framework.describe();  // what failed before is not meant
    begin_exploration();
  }
  ~Exploration() {
    name_schedule(nullptr);
    end_exploration();
    exploring = false;
  }
  Exploration(const Exploration&) = delete;
  Exploration& operator=(const Exploration&) = delete;
};

std::string reports() {
  std::string text(1 << 20, '\0');
  text.resize(captured_reports(text.data(), text.size()));
  return text;
}

uint64_t failures() { return framework.failures == nullptr ? 0 : framework.failures(); }

// Makes one run and adds it to the result. True if it passed.
bool run_one(const Schedule& schedule, const RunSpec& spec, const Options& options,
             Result& result) {
  uint64_t failed_before = failures();
  const RunResult& run_result = make_run(schedule, spec);
  ++result.schedules;
  result.steps += run_result.steps;
  result.hash = result.hash * 31 + run_result.hash;
  Outcome outcome = run_result.outcome;
  bool failed = failures() != failed_before || (options.failed && options.failed());
  // The order of the table of verdicts: a check comes after a deadlock, before a leak.
  bool before_checks = outcome != Outcome::kPassed && outcome < Outcome::kWrongResult;
  if (failed && !before_checks && outcome != Outcome::kFault) outcome = Outcome::kWrongResult;
  if (outcome == Outcome::kPassed) return true;
  result.outcome = outcome;
  result.message = run_result.message.c_str();
  if (outcome == Outcome::kWrongResult && failed) {
    result.message = framework.describe == nullptr ? "a check failed" : framework.describe();
  }
  result.report = reports();
  return false;
}

void search(const RunSpec& spec, Options options, Result& result) {
  std::optional<uint64_t> budget = requested_budget();
  if (budget) {
    options.schedules = *budget;
    options.total_steps = UINT64_MAX;
  }
  options.first_seed = requested_first_seed().value_or(options.first_seed);
  Plan plan(options);
  while (const Schedule* schedule = plan.next()) {
    uint64_t steps = result.steps;
    name_schedule(schedule);
    if (!run_one(*schedule, spec, options, result)) {
      result.schedule = to_text(*schedule, explorations);
      if (budget) {
        std::fprintf(stderr, "exploration %d failed at schedule %lu\n", explorations,
                     static_cast<unsigned long>(result.schedules));
      }
      return;
    }
    plan.ran(result.steps - steps, run.result.decisions);
  }
  result.exhaustive = plan.is_exhausted();
  result.message = plan.summary();
  if (budget) {
    std::fprintf(stderr, "exploration %d passed: %s\n", explorations, result.message.c_str());
  }
}

// True if the path of a bounded schedule led nowhere in the run just made.
bool strayed(const Schedule& schedule) {
  return schedule.strategy == StrategyKind::kBounded &&
         bounded_search().followed() < schedule.deviation_count;
}

void replay(const std::string& text, RunSpec spec, const Options& options, Result& result) {
  ParsedSchedule parsed = parse_schedule(text);
  bool meant = parsed.exploration == explorations;
  if (!meant) parsed = parse_schedule("random:0");  // others must leave what later ones may need
  parsed.schedule.deviations = parsed.deviations.data();
  parsed.schedule.deviation_count = static_cast<int>(parsed.deviations.size());
  static const Deviation none = {};
  if (parsed.deviations.empty()) parsed.schedule.deviations = &none;
  spec.record = meant;
  name_schedule(&parsed.schedule);
  // TSan remembers only the last few accesses to each eight bytes, and which it forgets depends on
  // what ran before. The same steps again, with another history, show what was forgotten.
  constexpr uint64_t kRepeats = 64;
  uint64_t repeats = meant ? requested_repeats().value_or(kRepeats) : 1;
  for (uint64_t i = 0; i < repeats; ++i) {
    if (!run_one(parsed.schedule, spec, options, result)) break;
  }
  result.schedule = to_text(parsed.schedule, explorations);
  if (!meant) return;
  result.trace = trace_text();
  if (strayed(parsed.schedule)) {
    result.message += (result.message.empty() ? "" : "; ") +
                      std::string("the schedule is not one of this program: the run left it");
  }
  if (listener) return;  // it is told; a long trace may be more than a process may print
  std::fprintf(stderr, "schedule %s: %s\n%s%s\n", result.schedule.c_str(),
               outcome_name(result.outcome), result.trace.c_str(), result.message.c_str());
}

}  // namespace

Result explore_result(const std::function<void()>& body, const Options& options) {
  Result result;
  Call call{body, options.invariant};
  RunSpec spec = spec_of(call, options);
  Exploration exploration;
  std::optional<std::string> wanted = requested_schedule();
  if (wanted) {
    replay(*wanted, spec, options, result);
  } else {
    search(spec, options, result);
  }
  return result;
}

void explore(const std::function<void()>& body, const Options& options) {
  if (test_has_failed()) return;
  tell_result(explore_result(body, options));
}

int next_number() { return ++explorations; }

bool test_has_failed() { return framework.test_failed != nullptr && framework.test_failed(); }

void tell_result(const Result& result) {
  if (listener) listener(result);
  if (framework.report != nullptr) {
    framework.report(result);
  } else if (result.outcome != Outcome::kPassed) {
    std::fprintf(stderr, "%s under --schedule=%s: %s\n%s", outcome_name(result.outcome),
                 result.schedule.c_str(), result.message.c_str(), result.report.c_str());
    std::exit(1);
  }
}

void set_outcome_listener(std::function<void(const Result&)> new_listener) {
  listener = std::move(new_listener);
}

void set_framework(const Framework& new_framework) { framework = new_framework; }

void restart_numbering() { explorations = 0; }

void set_body_end_listener(void (*new_listener)()) { body_end_listener = new_listener; }

void tell_body_end() {
  if (body_end_listener != nullptr) body_end_listener();
}

}  // namespace lockstep::explorer
