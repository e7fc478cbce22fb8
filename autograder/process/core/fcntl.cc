// SPDX-License-Identifier: MIT
// Locks by fcntl(), and asking for signals. Apart from the other locks, as GoogleTest calls fcntl()
// too: in a library with the rest this would come into every program, also into those that make no
// trials.
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>

#include <cstdint>

#include "autograder/process/core/real.h"
#include "autograder/process/core/trouble.h"

using lockstep::process::error;
using lockstep::process::Fate;

namespace {

bool waits_for_a_lock(int command) { return command == F_SETLKW || command == F_OFD_SETLKW; }

bool locks(int command) {
  return waits_for_a_lock(command) || command == F_SETLK || command == F_OFD_SETLK;
}

bool unlocks(const void* argument) {
  return static_cast<const struct flock*>(argument)->l_type == F_UNLCK;
}

// A point to die or to stop at: of what comes before it no signal tells.
bool asks_for_signals(int command, const void* argument) {
  return command == F_SETFL && (reinterpret_cast<std::uintptr_t>(argument) & O_ASYNC) != 0;
}

}  // namespace

extern "C" int fcntl(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  if (lockstep::process::trouble_is_on() && locks(command)) {
    const bool blocks = waits_for_a_lock(command) && !unlocks(argument);
    const Fate fate = lockstep::process::step("fcntl", fd, {.blocks = blocks});
    if (fate.interrupted) return error(EINTR);
    if (fate.fails) return error(ENOLCK);
  }
  if (lockstep::process::trouble_is_on() && asks_for_signals(command, argument)) {
    lockstep::process::step("O_ASYNC", fd, {});
  }
  return ::fcntl64(fd, command, argument);
}
