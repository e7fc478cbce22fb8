// SPDX-License-Identifier: MIT
// Trials: a body that forks and waits is run again and again, each time in a process of its own,
// each time with other trouble, as real systems make it seldom: interrupted calls, short reads and
// writes, signals that come late, children that stop, calls that fail, processes that die.
//
//   TEST(Process, JoinGivesTheExitCode) {
//     run_trials([] {
//       auto process = make_process([] { return 3; });
//       process->start();
//       process->join();
//       EXPECT_EQ(process->exit_code(), 3);
//     });
//   }
//
// Trouble is made where the processes of a trial call the system, and decided by a seed, the
// process and how many calls it has made. So a trial is told by a word: `--schedule=trouble:17` on
// the command line, or LOCKSTEP_SCHEDULE in the environment, makes only that one and prints every
// call. What is not decided is the order in which processes run: that is the kernel's. Claims fix
// the orders that they need with order.h.
//
// A trial fails when a check fails in any of its processes, when the process of the body dies or
// ends before the body does, when all its processes sleep and nobody can wake one (noticed within
// some milliseconds), when they use more than 2 seconds of CPU time, and when something is left
// behind (left_behind.h). The first failing trial is told like a failing schedule of the explorer.
//
// The body must be run where no other thread is (fork). Its own variables are copies in each trial;
// nothing it changes is seen after it, but for checks that failed. Not to be called within a body.
// Throws std::invalid_argument when a schedule that is asked for means nothing.
#ifndef AUTOGRADER_PROCESS_TRIAL_H_
#define AUTOGRADER_PROCESS_TRIAL_H_

#include <cstdint>
#include <functional>
#include <string>

namespace lockstep {

// Kinds of seeded trouble.
struct Trouble {
  bool interrupted = true;   // calls that may block return EINTR
  bool short_moves = true;   // reads and writes of pipes and sockets move fewer bytes
  bool late_signals = true;  // SIGCHLD comes late, so two may be one
  // accept finds a connection that has gone (ECONNABORTED); the one that waits stays
  bool aborted_accepts = false;
  bool stopped = true;  // children stop at a call until all others sleep, or some milliseconds
  int stops = 2;        // of one child, at most: for claims on what comes between two calls
};

struct TrialOptions {
  int seeds = 8;  // trials with seeded trouble, after one without any; 0 or more
  Trouble trouble;
  bool leaves_nothing = true;  // something left behind is a leak
  bool from_mark = false;      // deaths and stops come from count_from_here() on only
};

// Runs the body without trouble, then with that of each seed.
void run_trials(const std::function<void()>& body, const TrialOptions& options = {});

// Runs the body once for each call of this name that its first process makes: the first fails in
// the first trial, the second in the second ... (EAGAIN for "fork", EMFILE for "open", which
// includes openat, and for "pipe", which includes pipe2 and socketpair; ENOSPC for "mkfifo",
// "write", "pwrite", "rename" and "link", ENOLCK for "flock", "lockf" and "fcntl", EIO for "fsync",
// "ftruncate" and "unlink"), until a trial makes fewer calls. Returns how many trials had a failing
// call: a claim checks that it was not 0.
int fail_each(const std::string& call, const std::function<void()>& body,
              const TrialOptions& options = {});

// Runs the body again and again and kills one of its processes by SIGKILL: in the first trial at
// its birth, then before its first call, before its second ..., also in the middle of each write,
// of which one half has then been written (up to PIPE_BUF bytes to a pipe have no middle); until a
// trial ends with the process not killed. Which process: "1" runs the body, "1.2" is the second
// child of "1", "1.2.1" the first of that. Returns how many trials had a death.
int kill_at_each_call(const std::string& process, const std::function<void()>& body,
                      const TrialOptions& options = {});

// Runs the body again and again and stops one of its processes, by name as above, until all others
// sleep: before its first call, before its second ..., until a trial ends with the process not
// stopped. Returns how many trials had a stop. For claims on what comes between two calls: what the
// others do meanwhile, they do before they sleep.
int stop_at_each_call(const std::string& process, const std::function<void()>& body,
                      const TrialOptions& options = {});

// Runs the body once. A thread that has read something from a pipe or a socket waits until all
// threads of all processes sleep. Then one of those that wait goes on, the one that came first.
// For claims on what threads of one process do at the same time: ThreadSanitizer takes what a
// thread has done before it writes as ordered before all that is read later, so it sees races
// between those only that have read before any of them answers.
void meet_after_each_read(const std::function<void()>& body, const TrialOptions& options = {});

// In a body: whether this trial makes trouble of any kind. For what is only true without.
bool in_trouble();

// In a body, when the trials have `from_mark`: calls of this process, and of those that it forks
// from here on, are such to die or to stop at, and those before are not. For claims that need no
// trials of what comes before.
void count_from_here();

// In a body: how many system calls this process has made so far, of those that trouble stands in
// front of. For claims that something makes none.
int calls_made();

}  // namespace lockstep

#endif  // AUTOGRADER_PROCESS_TRIAL_H_
