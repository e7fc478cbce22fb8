// SPDX-License-Identifier: MIT
// An elastic pool: it starts workers when there is more work than its idle workers can take, and
// sends them home when they have been idle for a while. Never more than its maximum, never fewer
// than its minimum.
//
// Words: a worker is a thread of the pool. It is idle when it runs no task. A task waits from
// submit() until a worker begins to run it.
//
// Growing: a new task is counted among those that wait. If then more tasks wait than workers are
// idle, and there are fewer workers than the maximum, submit() starts one worker before it returns;
// else it starts none. So no task waits for another one to end as long as there is room to grow,
// and no worker is started for a task that an idle one can take. A pool that has shrunk grows
// again.
//
// Shrinking: a worker that has been idle for the idle time ends, unless there are no more than the
// minimum. Its idle time counts from the end of its last task, or from its start if it has run
// none; being woken in vain changes nothing. It ends neither earlier nor later than that, but for
// one case: a worker that had to stay, because there were no more than the minimum when it became
// idle or when its idle time was over, may stay until it has run another task, also when the pool
// has grown meanwhile. A worker never ends while a task waits, so a task that is submitted just
// when the idle time is over is run all the same.
//
// Workers take the tasks in the order in which they were submitted. Which of the idle workers takes
// a task is not promised. Idle workers sleep: they neither spin nor look again and again.
//
// Memory ordering: what a thread did before submit() is seen by the task; what the task did is seen
// by the thread that destroys the pool, after that.
//
// Not promised: what happens when the system cannot start a thread; an idle time of centuries.
// Caller's errors: an empty task; destroying a pool that another thread still uses (its own tasks
// may), or from one of its tasks.
#ifndef LESSONS_POOL_ELASTIC_POOL_H_
#define LESSONS_POOL_ELASTIC_POOL_H_

#include <chrono>
#include <functional>
#include <memory>

namespace lockstep {

// Every member but the destructor may be called by any number of threads at once, also by tasks.
class ElasticPool {
 public:
  // Waits until all tasks have been run, also those that tasks submit meanwhile, for which the pool
  // still grows; then ends all workers. The minimum and the idle time do not count any more.
  // Returns when all threads that the pool has ever started have ended.
  virtual ~ElasticPool() = default;

  // Accepts a task. Never waits for one. An exception that leaves the task is dropped: it ends this
  // task only, not the worker. Tasks may submit tasks, and may wait for what those do as long as
  // there is room to grow for them.
  virtual void submit(std::function<void()> task) = 0;

  // The number of workers, from the minimum to the maximum. It is exact at some moment of the call:
  // a worker counts from the submit() that starts it until its idle time is over.
  virtual int size() const = 0;
};

// An elastic pool with `minimum` workers, all idle. Throws std::invalid_argument when minimum < 0,
// maximum < 1, maximum < minimum or idle_time <= 0. The idle time is at most a year.
std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum,
                                               std::chrono::nanoseconds idle_time);

}  // namespace lockstep

#endif  // LESSONS_POOL_ELASTIC_POOL_H_
