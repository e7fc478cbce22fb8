// SPDX-License-Identifier: MIT
// What comes with a fork: the name of the child, its death at birth, and a SIGCHLD that is late.
#include <signal.h>
#include <sys/syscall.h>

#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/text.h"
#include "autograder/process/core/state.h"

namespace lockstep::process {
namespace {

using explorer::raw_syscall;

constexpr std::uint64_t kSigchld = std::uint64_t{1} << (SIGCHLD - 1);
constexpr long kMaskSize = 8;

void copy(char* to, const char* from, std::size_t size) {
  while (--size > 0 && *from != '\0') *to++ = *from++;
  *to = '\0';
}

}  // namespace

std::uint64_t before_fork() { return state.on ? ++state.children : 0; }

void after_fork_in_child(std::uint64_t number) {
  explorer::Text name;
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
  explorer::Random random = chance();
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
