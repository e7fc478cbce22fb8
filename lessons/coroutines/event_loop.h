// SPDX-License-Identifier: MIT
// An event loop: one thread that runs many jobs, each for as long as it wants, until it waits.
//
//   base::Routine greet(EventLoop& loop) {
//     co_await loop.sleep(std::chrono::seconds(1));  // the others run meanwhile
//     co_return 5;
//   }
//
//   auto loop = make_event_loop();
//   loop->spawn(greet(*loop));
//   loop->run();
//
// Turns: a job runs when it is its turn, on the thread that called run(), until its next co_await
// or its end. Nobody else runs meanwhile: a job that blocks its thread holds up all. Turns are
// taken in the order of the ready queue, first in, first out. These go to its end: a job when it is
// spawned; one whose wait is over, at that moment. A co_await for which there is nothing to wait is
// over at once, so it lets all others that are ready have a turn.
//
// Time is that of std::chrono::steady_clock. A deadline is counted from the co_await. Jobs whose
// deadline has passed go to the ready queue in the order of deadlines; of the same deadline, in the
// order in which they began to wait. They get there at the latest when every job that was ready has
// had one turn. While no job is ready the thread sleeps until the next deadline. Duration::max()
// is a time as any other.
//
// Ends: a job ends with the number that it gives to co_return, or with the exception that leaves
// it. Its frame is freed then, before anybody's next turn. Whoever waits for it is told, in the
// order in which they began to wait; the result is kept for those who come later.
//
// Cancelling: the exception Cancelled comes out of the co_await at which the job stands, once, in
// its next turn; its wait is over, and what it waited for no longer concerns it. A job that is
// ready gets it as well. A running job (it cancels itself) gets it from its next co_await. A job
// that has had no turn yet ends without one. A job may catch it, tidy up, and even go on.
//
// Not promised: anything about other threads: all is called by the thread that calls run().
#ifndef LESSONS_COROUTINES_EVENT_LOOP_H_
#define LESSONS_COROUTINES_EVENT_LOOP_H_

#include <chrono>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "lessons/base/routine.h"

namespace lockstep {

// Comes out of the co_await of a job that was cancelled; and whoever waits for a job that ended by
// it gets it, too.
struct Cancelled : std::exception {
  const char* what() const noexcept override { return "cancelled"; }
};

// Comes out of join_for().
struct TimedOut : std::exception {
  const char* what() const noexcept override { return "timed out"; }
};

class EventLoop {
 public:
  using Job = int;  // a number that the loop gives
  using Duration = std::chrono::nanoseconds;
  class Sleep;
  class Join;
  class Gather;

  EventLoop() = default;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  // Frees the frames of all jobs that have not ended; no job runs any more.
  virtual ~EventLoop() = default;

  // Adds a job; it runs when it is its turn. May be called before run() and by jobs.
  virtual Job spawn(base::Routine routine) = 0;

  // Runs until all jobs have ended. Then, if jobs ended by exceptions of which no join() or
  // gather() told anybody, throws that of the one that ended first (never Cancelled). A later run()
  // throws none of these again, and not those of the others either.
  // Throws std::logic_error when jobs wait for each other, and nobody is ready and no deadline is
  // to come; and when it is called by a job.
  virtual void run() = 0;

  // Cancels a job. Returns false when it has ended: nothing happens then. Throws
  // std::invalid_argument when there was never such a job.
  virtual bool cancel(Job job) = 0;

  // What a job may wait for. To be awaited at once: `co_await loop.sleep(...)`.

  // A time; zero or less is a turn for everybody else who is ready.
  Sleep sleep(Duration time);

  // The end of a job: gives its result or throws its exception, as often as it is asked. All three
  // throw std::invalid_argument when there was never such a job.
  Join join(Job job);

  // The same, but for `time` at most: throws TimedOut if the job has not ended when it is the
  // waiting job's turn. The job that was waited for goes on.
  Join join_for(Job job, Duration time);

  // The end of all: gives the results in the order of `jobs`, one for each. As soon as one has
  // ended by an exception, throws it; the others go on. Of several that of the first in `jobs`: of
  // the other exceptions it tells nobody. A job may be named twice.
  Gather gather(std::vector<Job> jobs);

 private:
  // The three that follow are yours. The awaiters below call them, in the turn of the running job.

  // The running job begins to wait. Its turn is over when the call returns; an exception of the
  // call comes out of its co_await instead. No time: none at all.
  virtual void begin_sleep(Duration time) = 0;
  virtual void begin_join(const std::vector<Job>& jobs, std::optional<Duration> time) = 0;

  // The running job's wait is over, and its body goes on: gives the results of the jobs for which
  // it waited, in order (none after a sleep), or throws what is to come out of its co_await.
  virtual std::vector<int> end_wait() = 0;
};

// Makes a loop without jobs.
std::unique_ptr<EventLoop> make_event_loop();

// The rest is given: how the compiler's code reaches the functions above.

class [[nodiscard]] EventLoop::Sleep {
 public:
  Sleep(EventLoop& loop, Duration time) : loop_(loop), time_(time) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) { loop_.begin_sleep(time_); }
  void await_resume() { loop_.end_wait(); }

 private:
  EventLoop& loop_;
  const Duration time_;
};

class [[nodiscard]] EventLoop::Gather {
 public:
  Gather(EventLoop& loop, std::vector<Job> jobs, std::optional<Duration> time)
      : loop_(loop), jobs_(std::move(jobs)), time_(time) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) { loop_.begin_join(jobs_, time_); }
  std::vector<int> await_resume() { return loop_.end_wait(); }

 private:
  EventLoop& loop_;
  const std::vector<Job> jobs_;
  const std::optional<Duration> time_;
};

class [[nodiscard]] EventLoop::Join : public Gather {
 public:
  using Gather::Gather;
  int await_resume() { return Gather::await_resume().at(0); }
};

inline EventLoop::Sleep EventLoop::sleep(Duration time) { return Sleep(*this, time); }
inline EventLoop::Join EventLoop::join(Job job) { return Join(*this, {job}, std::nullopt); }
inline EventLoop::Join EventLoop::join_for(Job job, Duration time) {
  return Join(*this, {job}, time);
}
inline EventLoop::Gather EventLoop::gather(std::vector<Job> jobs) {
  return Gather(*this, std::move(jobs), std::nullopt);
}

}  // namespace lockstep

#endif  // LESSONS_COROUTINES_EVENT_LOOP_H_
