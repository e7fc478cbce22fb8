// SPDX-License-Identifier: MIT
#include "autograder/process/trial.h"

#include <cstdio>
#include <optional>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/requests.h"
#include "autograder/process/plan.h"
#include "autograder/process/supervise.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::Outcome;
using process::NamedPlan;
using process::Plan;
using process::TrialEnd;

unsigned bits(const Trouble& trouble) {
  return (trouble.interrupted ? process::kInterrupted : 0u) |
         (trouble.short_moves ? process::kShort : 0u) |
         (trouble.late_signals ? process::kLateSignal : 0u) |
         (trouble.aborted_accepts ? process::kAborted : 0u) |
         (trouble.stopped ? process::kStopped : 0u);
}

// Which plan comes after so many trials; nothing when there are no more. `met`: the last one's
// failure, death or stop came.
using Next = std::function<std::optional<Plan>(int made, bool met)>;

// Checks that fail in a process of a trial are reported to who makes it.
class CheckListener final : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (part.failed()) process::report(process::kCheckFailed, "");
  }
};

void count_failed_checks() {
  static const bool once = [] {
    testing::UnitTest::GetInstance()->listeners().Append(new CheckListener);  // GoogleTest owns it
    return true;
  }();
  (void)once;
}

// One set of trials: those that `next` gives, or the one that is asked for.
class Set {
 public:
  Set(const std::function<void()>& body, const TrialOptions& options)
      : body_(body), options_(options), number_(explorer::next_number()) {
    count_failed_checks();
  }

  // Returns in how many trials the failure, death or stop of the plan came.
  int make(const Next& next) {
    if (explorer::test_has_failed()) return 1;  // what it would find may only follow from that
    if (const auto wanted = explorer::requested_schedule()) return replay(*wanted);
    int met = 0;
    bool last_met = true;
    for (int made = 0;; ++made) {
      const std::optional<Plan> plan = next(made, last_met);
      if (!plan) break;
      const TrialEnd end = run({*plan, number_}, false);
      last_met = end.met;
      met += end.met;
      if (end.result.outcome != Outcome::kPassed) return met + 1;
    }
    return met;
  }

 private:
  TrialEnd run(NamedPlan named, bool record) {
    named.plan.stops = options_.trouble.stops;
    named.plan.from_mark = options_.from_mark;
    TrialEnd end = process::supervise(body_, {named.plan, record, options_.leaves_nothing});
    if (end.result.outcome != Outcome::kPassed) end.result.schedule = to_text(named);
    if (end.result.outcome != Outcome::kPassed || record) explorer::tell_result(end.result);
    return end;
  }

  // Sets that are not meant are left out: their processes leave nothing that a later one needs.
  int replay(const std::string& text) {
    NamedPlan named = process::parse_plan(text);
    if (named.set != number_) return 1;
    named.plan.kinds = bits(options_.trouble);
    const TrialEnd end = run(named, true);
    std::fprintf(stderr, "trial %s: %s\n%s%s\n", text.c_str(),
                 explorer::outcome_name(end.result.outcome), end.result.trace.c_str(),
                 end.result.message.c_str());
    return 1;
  }

  const std::function<void()>& body_;
  const TrialOptions& options_;
  int number_;
};

}  // namespace

void run_trials(const std::function<void()>& body, const TrialOptions& options) {
  Set(body, options).make([&](int made, bool) -> std::optional<Plan> {
    if (made == 0) return Plan{};
    if (made > options.seeds) return std::nullopt;
    return process::seeded_plan(bits(options.trouble), static_cast<std::uint64_t>(made));
  });
}

int fail_each(const std::string& call, const std::function<void()>& body,
              const TrialOptions& options) {
  return Set(body, options).make([&](int made, bool met) -> std::optional<Plan> {
    if (!met) return std::nullopt;
    return process::failing_plan(call, static_cast<std::uint64_t>(made) + 1);
  });
}

int kill_at_each_call(const std::string& process, const std::function<void()>& body,
                      const TrialOptions& options) {
  return Set(body, options).make([&](int made, bool met) -> std::optional<Plan> {
    if (!met) return std::nullopt;
    return process::killing_plan(process, static_cast<std::uint64_t>(made));
  });
}

int stop_at_each_call(const std::string& process, const std::function<void()>& body,
                      const TrialOptions& options) {
  return Set(body, options).make([&](int made, bool met) -> std::optional<Plan> {
    if (!met) return std::nullopt;
    return process::stopping_plan(process, static_cast<std::uint64_t>(made) + 1);
  });
}

void meet_after_each_read(const std::function<void()>& body, const TrialOptions& options) {
  Set(body, options).make([&](int made, bool) -> std::optional<Plan> {
    if (made > 0) return std::nullopt;
    return process::meeting_plan();
  });
}

void count_from_here() { process::mark(); }

int calls_made() { return static_cast<int>(process::calls_made()); }

bool in_trouble() { return process::plan_kind() != Plan::What::kCalm; }

}  // namespace lockstep
