// SPDX-License-Identifier: MIT
#include "autograder/process/core/trouble.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/text.h"
#include "autograder/process/core/state.h"

namespace lockstep::process {
namespace {

using explorer::Random;
using explorer::raw_syscall;
using explorer::Text;

bool same(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

void send_line(const Text& line) {
  const char* const text = line.c_str();
  long size = 0;
  while (text[size] != '\0') ++size;
  while (raw_syscall(SYS_write, kReportFd, reinterpret_cast<long>(text), size) == -EINTR) {
  }
}

void did(const char* call, int fd, const char* what) {
  Text text;
  text << call;
  if (fd >= 0) text << "(" << fd << ")";
  report(kDid, (text << what).c_str());
}

bool planned(Plan::What what) { return state.plan.what == what; }

void stop_here(const char* call, int fd) {
  ++state.stops;
  did(call, fd, " comes after a stop");
  tell_id(kStops);
  raw_syscall(SYS_kill, raw_syscall(SYS_getpid), SIGSTOP);
}

// Whether a point of this process counts in a plan that kills or stops one.
bool counts(Plan::What what) {
  return planned(what) && same(state.name, state.plan.process) &&
         (state.marked || !state.plan.from_mark);
}

bool is_to_fail(const char* call) {
  if (!planned(Plan::What::kFail) || !same(call, state.plan.call)) return false;
  if (!same(state.name, state.plan.process)) return false;
  return ++state.failing == state.plan.at;
}

Fate seeded_fate(const char* call, int fd, const Traits& traits) {
  Fate fate;
  fate.size = traits.size;
  Random random = chance();
  const bool is_child = state.name[1] != '\0';
  if (makes(kStopped) && is_child && state.stops < state.plan.stops && random.below(8) == 0) {
    stop_here(call, fd);
  }
  if (makes(kInterrupted) && traits.blocks && random.below(3) == 0) {
    fate.ends_for_nothing = traits.ends_for_nothing && random.below(2) == 0;
    fate.interrupted = !fate.ends_for_nothing;
    did(call, fd, fate.interrupted ? " is interrupted" : " ends for no reason");
  } else if (makes(kAborted) && traits.accepts && random.below(3) == 0) {
    fate.aborted = true;
    did(call, fd, " finds a connection that has gone");
  } else if (makes(kShort) && traits.splits && traits.size > 1 && random.below(2) == 0) {
    const auto most = static_cast<std::uint32_t>(traits.size > 65536 ? 65536 : traits.size - 1);
    fate.size = 1 + random.below(random.below(2) == 0 && most > 8 ? 8 : most);
    Text text;
    text << " of " << traits.size << " bytes moves " << fate.size << " at most";
    did(call, fd, text.c_str());
  }
  return fate;
}

}  // namespace

State state;

void tell_id(const char* word) {
  Text id;
  report(word, (id << raw_syscall(SYS_getpid)).c_str());
}

Random chance() {
  std::uint64_t stream = 14695981039346656037u;
  for (const char* c = state.name; *c != '\0'; ++c) stream = (stream ^ *c) * 1099511628211u;
  Random random;
  random.seed(state.plan.seed, stream + state.calls);
  return random;
}

bool makes(unsigned kind) { return planned(Plan::What::kSeeded) && (state.plan.kinds & kind); }

bool is_a_point_to_die() { return counts(Plan::What::kKill) && state.points++ == state.plan.at; }

void begin_trouble(const Plan& plan, bool record) {
  stand_before_descriptors();
  stand_before_locks();
  stand_before_opening();
  stand_before_processes();
  state = {};
  state.in_trial = state.on = true;
  state.record = record;
  state.plan = plan;
  state.name[0] = '1';
  tell_id(kBorn);
}

bool trouble_is_on() { return state.on; }

bool set_trouble(bool on) {
  const bool was = state.on;
  state.on = state.in_trial && on;
  return was;
}

std::uint64_t calls_made() { return state.calls; }

void mark() { state.marked = true; }

Plan::What plan_kind() { return state.plan.what; }

void report(const char* word, const char* text) {
  if (!state.in_trial) return;
  Text line;
  line << word << "\t" << state.name << "\t" << text << "\n";
  send_line(line);
}

Fate step(const char* call, int fd, const Traits& traits) {
  Fate fate;
  fate.size = traits.size;
  if (!state.on) return fate;
  ++state.calls;
  if (state.signals_from != 0 && (traits.blocks || state.calls >= state.signals_from)) {
    let_signals_through();
  }
  if (state.record) did(call, fd, "");
  if (is_a_point_to_die()) {
    did(call, fd, " is not made: it dies before");
    die();
  }
  if (traits.dies_within && is_a_point_to_die()) {
    did(call, fd, " is half done when it dies");
    fate.dies_within = true;
  }
  if (counts(Plan::What::kStop) && ++state.points == state.plan.at) {
    report(kMet, "");
    stop_here(call, fd);
  }
  if (is_to_fail(call)) {
    did(call, fd, " fails");
    report(kMet, "");
    fate.fails = true;
  }
  return planned(Plan::What::kSeeded) ? seeded_fate(call, fd, traits) : fate;
}

// Not by a call of the C library, and not through memory: two that have waited are then ordered,
// for ThreadSanitizer, by nothing but what they did before.
void meet_others(const char* call, int fd) {
  if (!state.on || !planned(Plan::What::kMeet)) return;
  did(call, fd, " is done, and waits until all sleep");
  constexpr std::uint64_t kOnlyGoOn = std::uint64_t{1} << (kGoOn - 1);
  constexpr long kMaskSize = sizeof kOnlyGoOn;
  const auto go_on = reinterpret_cast<long>(&kOnlyGoOn);
  std::uint64_t before = 0;
  raw_syscall(SYS_rt_sigprocmask, SIG_BLOCK, go_on, reinterpret_cast<long>(&before), kMaskSize);
  Text ids;
  ids << raw_syscall(SYS_getpid) << " " << raw_syscall(SYS_gettid);
  report(kWaits, ids.c_str());
  while (raw_syscall(SYS_rt_sigtimedwait, go_on, 0, 0, kMaskSize) != kGoOn) {
  }
  raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&before), 0, kMaskSize);
}

void die() {
  report(kMet, "");
  for (;;) raw_syscall(SYS_kill, raw_syscall(SYS_getpid), SIGKILL);
}

}  // namespace lockstep::process
