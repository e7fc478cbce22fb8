// SPDX-License-Identifier: MIT
// A scheduler of jobs: each of their runs is a child process; how it goes is told by events.
//
//   const auto scheduler = make_task_scheduler(2);
//   const int id = scheduler->submit({.function = [](const Report& report) {
//                                       report(50);
//                                       return 0;
//                                     },
//                                     .priority = Priority::kLow,
//                                     .timeout = 10s});
//   while (const auto event = scheduler->next()) ...  // kBegun, kReported 50, kEnded 0
//
// The scheduler belongs to the process that made it, its parent, and has no thread there. It is
// moved on by next(), and by that alone: submit() begins no run, and between calls nobody looks at
// a clock. A call of next() goes round until it has an event to return:
//
//   1. it kills (SIGKILL) the runs that have lasted longer than their time-out;
//   2. it begins runs that wait, as long as there are places;
//   3. it returns an event, if there is one; otherwise it sleeps until there is something to do.
//
// Places. At most `places` runs are there at a time. A run takes a place from its beginning until
// next() has returned its last event, or it was cancelled. So when the caller is told of an end,
// no run has begun in that place yet: a more urgent job that is submitted then comes first. A run
// that the system refuses has begun, too, and takes its place until that was told.
//
// Who is next. The first run of a job waits from its submit() on, each later one from the moment
// when its interval is over. Of the runs that wait, the next one is that of the highest priority;
// among equals, that which has waited longest. A run that begins overtakes those that wait and have
// waited longer. But nobody waits for ever: when the run that has waited longest of all has been
// overtaken kMostOvertakings times, it is the next one, whatever its priority. (So no run is ever
// overtaken more often.)
//
// A run is a copy of the parent as it is when the run begins (fork). It calls the job's function
// and ends with what that returns, of which the lowest eight bits count; with 1 when an exception
// leaves it. It runs nothing else: no code of the parent, no function registered with atexit(), no
// destructor of its objects. Its signal handlers and its mask are the parent's. A run has ended
// when its process has, and not later: processes that the function has started may live on and hold
// copies of its descriptors. A run that is stopped has not ended, and one that has closed all its
// descriptors has not either; it can report nothing more.
//
// Events. The first event of a run is kBegun or kRefused. Then comes what it reports: every number,
// once, in order, and all that it reported before its end, whatever end that is. The last event
// says how it ended; then its process has been waited for, and neither it nor a descriptor for it
// is left. The events kBegun and kRefused come in the order of 2. No run holds up another: however
// much one reports, an event of another that is there is returned within the next 2,000 calls.
//
// Reports. The function calls report() in its process; the caller gets the number from next(). When
// many numbers have not been returned yet report() may wait, but only until next() is called often
// enough.
//
// Time-outs. The time of a run is counted from its own beginning, not from submit() or an earlier
// run. It is killed not before its time-out is over, and in the next call of next(), or the one
// that waits then, whatever there is to tell. A run that has ended by itself before it is killed
// has not overrun, however late that is seen.
//
// Intervals. A job with an interval is run again, however the last run came to its end, also by
// kRefused: it waits for a place from `interval` after that end was found by next(), and so never
// sooner than `interval` after the process has ended. It never runs twice at a time. Only cancel()
// and the destructor end it.
//
// Signals whose handlers return change nothing, neither what a call does nor any time. What else
// the parent has is left alone: other children and their statuses; its signal handlers; and its
// signal mask, but that a call may block signals until it returns.
//
// Not promised: how soon after its time a run begins or is killed; which of several runs' events
// comes first, but for what is said above; what comes of output that is in a buffer when a run
// begins or ends; what comes of runs when the parent dies; what other processes than the run's
// report.
// Caller's errors: a second thread in the parent; using or destroying a scheduler in another
// process, also within a function; ignoring SIGCHLD, or waiting for a run by other means; a handler
// that does not return; a time-out or an interval of more than a day.
#ifndef LESSONS_POOL_TASK_SCHEDULER_H_
#define LESSONS_POOL_TASK_SCHEDULER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace lockstep {

enum class Priority { kHigh, kMiddle, kLow };

// How often a run may be overtaken while it waits.
inline constexpr int kMostOvertakings = 3;

// Tells the scheduler how far a run has come, in its process.
using Report = std::function<void(int number)>;

struct Job {
  std::function<int(const Report& report)> function;
  Priority priority = Priority::kMiddle;
  std::chrono::milliseconds interval{0};  // 0: it is run once
  std::chrono::milliseconds timeout{0};   // 0: it may take as long as it likes
};

enum class What {
  kBegun,     // number: the process id
  kReported,  // number: what was reported
  // The last event of a run is one of these.
  kEnded,    // it ended by itself; number: its exit code
  kDied,     // it was ended by a signal that is not the scheduler's; number: the signal
  kOverran,  // it was killed as its time was over; number: 0
  kRefused,  // the system refused a process or what belongs to it; number: errno
};

struct Event {
  int job;  // its id
  What what;
  int number;

  bool operator==(const Event&) const = default;
};

class TaskScheduler {
 public:
  // cancel() of all jobs: when it returns, nothing of the scheduler is left.
  virtual ~TaskScheduler() = default;

  // Adds a job; never waits. Returns its id: 1 for the first one, 2 for the second ... Throws
  // std::invalid_argument when the function is empty or a time is negative; nothing has changed
  // then, and the id goes to the next one.
  virtual int submit(Job job) = 0;

  // Ends a job at once: if it waits, for a place or for its time, it is not run any more; if it is
  // run, the process is killed (SIGKILL), and has ended and been waited for when cancel() returns.
  // No event of this job is returned any more. Returns true; false, and changes nothing, when there
  // is no such job: there never was, it was cancelled, or its last event has been returned and it
  // has no interval.
  virtual bool cancel(int id) = 0;

  // Returns the next event; waits, asleep, while there is none. Nothing when no job is left. Later
  // there may be jobs again.
  virtual std::optional<Event> next() = 0;
};

// Makes a scheduler. Throws std::invalid_argument when there is no place; std::system_error with
// the system's code when it refuses what the scheduler needs: then nothing is left.
std::unique_ptr<TaskScheduler> make_task_scheduler(int places);

}  // namespace lockstep

#endif  // LESSONS_POOL_TASK_SCHEDULER_H_
