// SPDX-License-Identifier: MIT
// What is done to the system calls of the processes of a trial. Decided for each call by the plan,
// the process and how many calls that process has made, and by nothing else.
//
// Not instrumented, like the explorer's core, and for the same reason; each process has its own
// copy of this state from fork on.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace lockstep::process {

// Kinds of seeded trouble, as bits.
inline constexpr unsigned kInterrupted = 1;  // a call that may block returns EINTR instead
inline constexpr unsigned kShort = 2;        // a read or write moves fewer bytes than asked for
inline constexpr unsigned kLateSignal = 4;   // SIGCHLD comes a few calls after a child has ended
inline constexpr unsigned kStopped = 8;      // a child stops at a call until all others sleep
inline constexpr unsigned kAllKinds = 15;
// Not among all kinds: an exercise must have said what becomes of it.
inline constexpr unsigned kAborted = 16;  // accept finds a connection that has gone

// Processes are named by their descent: "1" runs the body, "1.2" is the second child of "1".
inline constexpr std::size_t kNameSize = 48;

struct Plan {
  enum class What : std::uint8_t {
    kCalm,    // nothing
    kSeeded,  // trouble of `kinds`, by `seed`
    kFail,    // the call `call` of `process` that is number `at` (from 1) of that name fails once
    kKill,    // `process` dies at its point number `at`; 0 is its birth
    kStop,    // `process` stops before its call number `at` (from 1) until all others sleep
    kMeet,    // a thread that has read goes on when all sleep
  };
  What what = What::kCalm;
  unsigned kinds = 0;
  std::uint64_t seed = 0;
  int stops = 2;           // of one process, at most: each takes some milliseconds
  bool from_mark = false;  // calls to die or to stop at are counted from mark() on
  char call[16] = "";
  char process[kNameSize] = "";
  std::uint64_t at = 0;
};

// The descriptor of a trial's processes to which they report; calls that would close or replace it
// find it not open. Below every limit on descriptors that a claim has.
inline constexpr int kReportFd = 62;

// Lines of a report: a word, a tab, the process, a tab, a text.
inline constexpr char kBorn[] = "born";    // a process; the text is its id
inline constexpr char kStops[] = "stops";  // it stops itself; the text is its id
inline constexpr char kWaits[] = "waits";  // a thread, to go on; the text: its process, itself
inline constexpr char kMet[] = "met";      // the failure or the death of the plan has come
inline constexpr char kDid[] = "did";      // for the trace
inline constexpr char kCheckFailed[] = "failed";  // a check of the claim
inline constexpr char kLeft[] = "left";           // something is left behind
inline constexpr char kEnded[] = "ended";         // the body has ended

// The functions that trouble stands in front of are in objects which a program has only if it
// refers to these.
void stand_before_descriptors();
void stand_before_locks();
void stand_before_opening();
void stand_before_processes();

// Makes this process number "1" of a trial. With `record` every call is told, not only trouble.
void begin_trouble(const Plan& plan, bool record);

// Whether calls of this process are counted and may be troubled.
bool trouble_is_on();
// Turns that off or on again; returns what it was. Does nothing outside of trials.
bool set_trouble(bool on);

// How many calls of this process trouble has stood in front of in this trial.
std::uint64_t calls_made();

// From here on calls of this process, and of those that it forks, are such to die or to stop at
// when the plan counts from here.
void mark();

// What the plan of this trial is; calm outside of trials.
Plan::What plan_kind();

// Sends a line of a report. Does nothing outside of trials.
void report(const char* word, const char* text);

// What is done to one call.
struct Fate {
  bool interrupted = false;
  bool aborted = false;           // an accept: the connection has gone
  bool ends_for_nothing = false;  // a wait in a futex: as if it had been woken
  bool fails = false;
  std::size_t size = 0;      // how much it may move
  bool dies_within = false;  // a write: half of it is written, then the process dies
};

// The signal for which a thread waits that goes on when all sleep. No program of ours uses it.
inline constexpr int kGoOn = 64;

// What a call is like.
struct Traits {
  bool blocks = false;            // it may block now
  bool ends_for_nothing = false;  // it may return without anything having happened
  bool accepts = false;           // it accepts a connection
  bool splits = false;            // it may move less than it is asked for
  std::size_t size = 0;           // what it is asked to move
  bool dies_within = false;       // its middle is a point to die at
};

// To be called at the beginning of a call. The process may stop here for a while, or die.
Fate step(const char* call, int fd, const Traits& traits);

// To be called after a read that has moved something. The thread may wait here until all sleep.
void meet_others(const char* call, int fd);

// Dies as the plan wants.
[[noreturn]] void die();

// What fork() does and returns, with errno and the handlers of pthread_atfork(). Where there is no
// other thread, without what ThreadSanitizer does about them.
pid_t make_child();

// Around a fork: which child of this process the next one is; in the child; in the parent.
std::uint64_t before_fork();
void after_fork_in_child(std::uint64_t number);
void after_fork_in_parent();

// Ends this process as _exit() does, with what ThreadSanitizer does at that.
[[noreturn]] void leave();

// Lets a SIGCHLD through that was held back.
void let_signals_through();

}  // namespace lockstep::process
