// SPDX-License-Identifier: MIT
// See engine.h.
#include "autograder/explorer/core/engine.h"

#include "autograder/explorer/core/pool.h"
#include "autograder/explorer/core/record.h"
#include "autograder/explorer/core/report.h"
#include "autograder/explorer/core/state.h"
#include "autograder/explorer/core/tsan.h"

namespace lockstep::explorer {
namespace {

constinit std::atomic<int> driver_token{0};

// A child process that a body forks has one thread and behaves as always.
void become_child() {
  run.forked = run.forked || run.active;
  run.active = false;
}

// The start of the main thread of every run.
void* run_body(void*) {
  run_constructors();
  run.spec.body(run.spec.argument);
  return nullptr;
}

void reset_run(const Schedule& schedule, const RunSpec& spec) {
  ++run.number;
  run.spec = spec;
  run.main_done = false;
  run.reported = Outcome::kPassed;
  bool perturbed = schedule.strategy != StrategyKind::kBounded;
  run.spurious = perturbed && (schedule.seed & 1) != 0;
  run.early = perturbed && spec.early_timeouts && (schedule.seed & 2) != 0;
  run.thread_count = run.live = 1;
  run.spurious_left = spec.spurious_wakeups;
  run.locked = 0;
  run.changes = 0;
  run.window_end = kWindow;
  run.held_back_until = 0;
  run.ran.clear();
  run.working.clear();
  run.held_back.clear();
  run.now = 0;
  run.enabled.clear();
  run.lagging.clear();
  run.timed.clear();
  run.signal_waiters.clear();
  run.random.seed(schedule.seed, 3 + static_cast<uint64_t>(schedule.strategy));
  run.strategy = &strategy_of(schedule.strategy);
  run.leak.clear();
  RunResult& result = run.result;
  result.outcome = Outcome::kPassed;
  result.message.clear();
  result.steps = result.decisions = 0;
  result.hash = 0xCBF29CE484222325u;
  result.abandoned = false;
  begin_objects(run.number);
}

void start_main_thread() {
  Thread& main = prepare_thread(0);
  main.start = run_body;
  main.argument = nullptr;
  main.detached = true;
  run.enabled.add(0);
  run.strategy->created(0);
  __tsan_release(&main.start_edge);
  current = &main;
  run.active = true;
  switch_context(run.driver, main.context);
}

// The next run begins after all that happened in this one.
void acquire_ends() {
  for (int id = 0; id < run.thread_count; ++id) {
    if (threads[id].finished && !threads[id].seen_by_main) __tsan_acquire(&threads[id].end_edge);
  }
}

// A lock that is still held is forgotten by the model; TSan must forget it as well.
void forget_locks() {
  each_object([](Object& object) {
    if (object.owner >= 0 || !object.readers.empty()) {
      constexpr unsigned kLinkerInit = 1;  // it is no fault to destroy it while it is locked
      __tsan_mutex_destroy(reinterpret_cast<void*>(object.address), kLinkerInit);
    }
  });
}

}  // namespace

void begin_exploration() {
  run.driver.thread_pointer = thread_pointer();
  run.driver.token = switches_in_user_mode() ? nullptr : &driver_token;
  static constinit bool prepared = false;
  if (!prepared) pthread_atfork(nullptr, nullptr, become_child);
  prepared = true;
  watch_reports();
  enter_runs();
}

void end_exploration() {
  leave_runs();
  unwatch_reports();
}

const RunResult& make_run(const Schedule& schedule, const RunSpec& spec) {
  reset_run(schedule, spec);
  restore_statics();
  run.strategy->begin(schedule);
  if (spec.record) begin_record();
  start_main_thread();
  acquire_ends();
  if (run.result.abandoned) give_up_threads();
  if (run.locked > 0) forget_locks();
  RunResult& result = run.result;
  if (run.reported != Outcome::kPassed) {
    result.outcome = run.reported;  // first of all that a run can come to
    result.message.clear();
    result.message << kReported;
  } else if (result.outcome == Outcome::kPassed && !run.leak.empty()) {
    result.outcome = Outcome::kLeak;
    result.message = run.leak;
  }
  return result;
}

}  // namespace lockstep::explorer
