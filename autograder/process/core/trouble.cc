// SPDX-License-Identifier: MIT
#include "autograder/process/core/trouble.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include "autograder/explorer/core/random.h"
#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/text.h"

namespace lockstep::process {
namespace {

using explorer::Random;
using explorer::raw_syscall;
using explorer::Text;

constexpr std::uint64_t kSigchld = std::uint64_t{1} << (SIGCHLD - 1);
constexpr long kMaskSize = 8;
constexpr int kMostStops = 2;  // of one process: each takes some milliseconds

struct State {
  bool in_trial = false;
  bool on = false;
  bool record = false;
  Plan plan;
  char name[kNameSize] = "";
  std::uint64_t children = 0;
  std::uint64_t points = 0;  // where it may die: two in some calls
  std::uint64_t calls = 0;
  std::uint64_t failing = 0;  // calls of the name that the plan lets fail
  int stops = 0;
  std::uint64_t signals_from = 0;  // SIGCHLD is held back until this call; 0: it is not
};

State state;

bool same(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

void copy(char* to, const char* from, std::size_t size) {
  while (--size > 0 && *from != '\0') *to++ = *from++;
  *to = '\0';
}

void send_line(const Text& line) {
  const char* const text = line.c_str();
  long size = 0;
  while (text[size] != '\0') ++size;
  while (raw_syscall(SYS_write, kReportFd, reinterpret_cast<long>(text), size) == -4) continue;
}

void did(const char* call, int fd, const char* what) {
  Text text;
  text << call;
  if (fd >= 0) text << "(" << fd << ")";
  report(kDid, (text << what).c_str());
}

// Numbers for the present call of this process.
Random chance() {
  std::uint64_t stream = 14695981039346656037u;
  for (const char* c = state.name; *c != '\0'; ++c) stream = (stream ^ *c) * 1099511628211u;
  Random random;
  random.seed(state.plan.seed, stream + state.calls);
  return random;
}

bool planned(Plan::What what) { return state.plan.what == what; }
bool makes(unsigned kind) { return planned(Plan::What::kSeeded) && (state.plan.kinds & kind); }

void tell_id(const char* word) {
  Text id;
  report(word, (id << raw_syscall(SYS_getpid)).c_str());
}

void stop_here(const char* call, int fd) {
  ++state.stops;
  did(call, fd, " comes after a stop");
  tell_id(kStops);
  raw_syscall(SYS_kill, raw_syscall(SYS_getpid), SIGSTOP);
}

bool is_a_point_to_die() {
  if (!planned(Plan::What::kKill) || !same(state.name, state.plan.process)) return false;
  return state.points++ == state.plan.at;
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
  if (makes(kStopped) && is_child && state.stops < kMostStops && random.below(8) == 0) {
    stop_here(call, fd);
  }
  if (makes(kInterrupted) && traits.blocks && random.below(3) == 0) {
    fate.interrupted = true;
    did(call, fd, " is interrupted");
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

void begin_trouble(const Plan& plan, bool record) {
  stand_before_descriptors();
  stand_before_processes();
  state = {};
  state.in_trial = state.on = true;
  state.record = record;
  state.plan = plan;
  copy(state.name, "1", kNameSize);
  tell_id(kBorn);
}

bool trouble_is_on() { return state.on; }

bool set_trouble(bool on) {
  const bool was = state.on;
  state.on = state.in_trial && on;
  return was;
}

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
  if (is_to_fail(call)) {
    did(call, fd, " fails");
    report(kMet, "");
    fate.fails = true;
  }
  return planned(Plan::What::kSeeded) ? seeded_fate(call, fd, traits) : fate;
}

void die() {
  report(kMet, "");
  for (;;) raw_syscall(SYS_kill, raw_syscall(SYS_getpid), SIGKILL);
}

std::uint64_t before_fork() { return state.on ? ++state.children : 0; }

void after_fork_in_child(std::uint64_t number) {
  Text name;
  name << state.name << "." << number;
  copy(state.name, name.c_str(), kNameSize);
  state.children = state.points = state.calls = state.failing = state.signals_from = 0;
  state.stops = 0;
  tell_id(kBorn);
  if (is_a_point_to_die()) {
    report(kDid, "dies before its first instruction");
    die();
  }
}

void after_fork_in_parent() {
  if (!state.on || !makes(kLateSignal)) return;
  Random random = chance();
  if (random.below(2) == 0) return;
  std::uint64_t old = 0;
  raw_syscall(SYS_rt_sigprocmask, SIG_BLOCK, reinterpret_cast<long>(&kSigchld),
              reinterpret_cast<long>(&old), kMaskSize);
  if (old & kSigchld) return;  // it is the program that holds it back
  state.signals_from = state.calls + 2 + random.below(4);
  report(kDid, "SIGCHLD comes late");
}

void let_signals_through() {
  if (state.signals_from == 0) return;
  state.signals_from = 0;
  raw_syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, reinterpret_cast<long>(&kSigchld), 0, kMaskSize);
}

}  // namespace lockstep::process
