// SPDX-License-Identifier: MIT
// How a process is doing, as Linux tells it in /proc.
//
// Any process can be asked for: it need not be a child of the caller's. A look changes nothing: in
// particular it does not collect a zombie. It never waits for the process, and what it opens it
// closes.
//
// A process does what its threads do, and each of them has a state of its own, a letter in
// /proc/<pid>/task/<tid>/stat. (/proc/<pid>/stat shows that of the first thread, the leader, whose
// id is that of the process. A leader may end before the others: it then stays as a zombie, while
// the process lives on.) The letters, see `man 5 proc`: R runnable; T and t stopped; Z and X ended;
// all others, such as S and D, are ways to be blocked.
//
// A name may hold any byte but zero: spaces, brackets, new lines, and what looks like a state.
//
// While it is looked at a process goes on, its threads come and go, and it may end. Then the answer
// is one that was right at some moment of the call, or that a process gives whose threads do, one
// after the other, what was seen. A process that has a living thread at each moment is never called
// kZombie or kGone, also when its threads follow one another quickly.
//
// Errors: std::system_error with the system's code when /proc cannot be read for another reason
// than that the process or a thread of it has ended; for example when no descriptor is left.
//
// Files may be read in any usual way: open() and read(), fopen(), std::ifstream, opendir(),
// std::filesystem. The calls may come from any thread.
//
// Not promised: what is said of an id that is given to another process meanwhile; anything about
// the id of a thread that is no leader.
#ifndef LESSONS_PROCESSES_PROCESS_STATE_H_
#define LESSONS_PROCESSES_PROCESS_STATE_H_

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace lockstep {

enum class ProcessState {
  kRunnable,  // a thread runs or is ready to: Linux has one letter for both (see processor_time)
  kBlocked,   // no thread is runnable, and at least one waits for something
  kStopped,   // all threads that have not ended are stopped
  kZombie,    // all threads have ended, and nobody has collected the process yet
  kGone,      // there is no such process; also for an id that none can have, such as 0 or -1
};

ProcessState process_state(pid_t process);

// What the threads of a process have had of the processors so far. Which of the two a runnable
// process is, running or ready, shows in which of them grows: the kernel counts the time on a
// processor as it passes, and the time of a wait when it is over.
struct ProcessorTime {
  std::chrono::nanoseconds running{0};  // on a processor
  std::chrono::nanoseconds ready{0};    // waiting for one
  std::int64_t turns = 0;               // how often one was given to them
};

// The sums over all threads that are in /proc/<pid>/task, a leader that has ended among them; from
// the three numbers of their schedstat, in this order. Empty when the process is gone.
std::optional<ProcessorTime> processor_time(pid_t process);

}  // namespace lockstep

#endif  // LESSONS_PROCESSES_PROCESS_STATE_H_
