// SPDX-License-Identifier: MIT
// A pool of worker processes that all run the same function, after Python's multiprocessing.Pool.
//
//   const auto pool = make_process_pool([](int input) { return input * input; }, 4);
//   pool->map({1, 2, 3});                                // {1, 4, 9}
//   const auto result = pool->apply_async(7);
//   result->get();                                       // 49
//
// The pool belongs to the process that made it, its parent, and has no thread there. Each task is
// one input; a worker calls the function with it, and the parent gets what the function returned.
//
// Workers are children of the parent. They are made with the pool and reused: no process is made
// for a task. A worker begins as a copy of the parent (fork): the function finds the variables as
// they were then, and what it writes stays in its worker. A worker runs nothing but the function:
// no code of the parent, no function registered with atexit(), no destructor of its objects.
//
// Who moves the pool on: its calls. apply_async() gives the task to an idle worker if there is one,
// also to one at whose last answer the parent has not looked yet. The other tasks wait in the
// parent, and get the next free worker, in the order in which they were submitted, only while the
// parent is in a call of the pool or of a result. But in a call that waits, no worker is idle as
// long as tasks wait: n workers run n tasks side by side, whatever these do, and none waits for
// another: not for a longer task, for a worker that is stopped, or for one of whose answer only a
// part has come.
//
// Callbacks are called in the parent, within any call of the pool or of a result but close(), one
// at a time: one has returned before the next is called. A callback is called before its result is
// ready. It may call apply_async() and close() of its pool, nothing else of it or of its results.
// An exception that leaves a callback is dropped and harms nobody.
//
// Deaths. A worker that ends while it has a task, by a signal or by _exit() with any code, fails
// this task (WorkerLost) and no other; the task is not run again. A part of an answer is no answer.
// A worker that dies when it sleeps again after a task fails nothing: that task has its result,
// though the parent may not have looked yet. One that was dead before a task was submitted does not
// get it. A dead worker is replaced by a new one, in the call that finds it dead, at the latest
// when a task needs it. When the system refuses the new process the pool goes on with fewer
// workers, and tries again at the next apply_async() or death. When no worker is left at all, the
// tasks that wait fail with the std::system_error of the refusal.
//
// The parent's death: when it ends before its pool does, however, idle workers end at once, each of
// them, and the others when their function has returned.
//
// Blocking: wait(), get(), map(), next() and join() wait, asleep. apply_async(), imap() and close()
// never wait for a task, however many wait. Idle workers sleep. How much fits into a pipe or a
// socket is not promised: it may be as little as a page. Signals whose handlers return change
// nothing, neither what a call does nor its time-out.
//
// What else the parent has is left alone: other children and their statuses; its signal handlers
// and mask, even during a call, but for the mask; SIGPIPE does not come of a call and does not stay
// pending.
//
// Not promised: which worker gets a task; what comes of output that is in a buffer when a worker is
// made or ends; how soon workers end, or the death of one is found, while processes that the
// function, or the parent, has started beside the pool, such as the workers of another pool, have
// copies of its descriptors.
// Caller's errors: a second thread in the parent when a pool is made or used; using or destroying a
// pool or a result in another process; ignoring SIGCHLD, or waiting for a worker by other means; a
// handler that does not return; an empty function.
#ifndef LESSONS_POOL_PROCESS_POOL_H_
#define LESSONS_POOL_PROCESS_POOL_H_

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lockstep {

// An exception left the function. what() is, byte for byte, what that of a std::exception said, of
// any length, and "unknown" for any other exception.
class TaskFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The worker that had the task ended without an answer.
class WorkerLost : public std::runtime_error {
 public:
  WorkerLost() : std::runtime_error("the worker ended before the task did") {}
};

// The pool was terminated before the task had ended.
class PoolTerminated : public std::runtime_error {
 public:
  PoolTerminated() : std::runtime_error("the pool was terminated") {}
};

// What is called when a task has ended: exactly one of the two, once, if it is not empty.
struct Callbacks {
  std::function<void(int result)> on_result = nullptr;
  std::function<void(std::exception_ptr error)> on_error = nullptr;
};

// The result of one task. It may be dropped; that changes nothing for the task and its callbacks.
// It may outlive its pool: then it is ready.
class Result {
 public:
  virtual ~Result() = default;

  // Waits until the result is ready, at most for `timeout`, counted from the call. Whether it is.
  // Zero or less only looks, which moves the pool on, too. At most a day.
  virtual bool wait(std::chrono::milliseconds timeout) = 0;

  // Waits until the result is ready; returns what the function returned, or throws why it did not:
  // TaskFailed, WorkerLost, PoolTerminated, std::system_error. Again: the same at once.
  virtual int get() = 0;
};

// The results of several tasks, in the order of their inputs.
class Results {
 public:
  virtual ~Results() = default;

  // Waits for the next result and returns it, or throws as its get() does; the call after that goes
  // on with the one after it. Empty, each time, when there are no more.
  virtual std::optional<int> next() = 0;
};

class ProcessPool {
 public:
  // terminate(), but callbacks are not called any more.
  virtual ~ProcessPool() = default;

  // Submits a task and waits for its result.
  int apply(int input) { return apply_async(input)->get(); }

  // Submits a task. Throws std::logic_error when the pool is closed or terminated, and so do map()
  // and imap() if there are inputs; nothing is submitted then. A callback that closes the pool
  // within a call changes nothing for what this call submits.
  std::shared_ptr<Result> apply_async(int input) { return apply_async(input, {}); }
  virtual std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) = 0;

  // Submits a task for each input. Waits until all of them have ended; returns their results in the
  // order of the inputs, or throws the error of the first input, in this order, that failed.
  virtual std::vector<int> map(const std::vector<int>& inputs) = 0;

  // Submits a task for each input.
  virtual std::unique_ptr<Results> imap(const std::vector<int>& inputs) = 0;

  // No more tasks can be submitted; those that were are run. Again, or after terminate(): nothing.
  virtual void close() = 0;

  // Closes the pool, kills the workers, whatever they do (SIGKILL), and waits for their ends: when
  // it returns, nothing of the pool is left. All results that are not ready fail with
  // PoolTerminated, and on_error is called for each; a task that had just ended may have its result
  // instead. Again, or after join(): nothing.
  virtual void terminate() = 0;

  // Waits until all tasks have ended and their callbacks have returned, ends the workers and waits
  // for their ends: nothing of the pool is left but results that are ready. Throws std::logic_error
  // when the pool is neither closed nor terminated. Again: returns at once.
  virtual void join() = 0;
};

// Makes a pool; 0 workers mean std::thread::hardware_concurrency(), but at least one. Throws
// std::invalid_argument when `workers` is negative; std::system_error with the system's code when
// it refuses what the pool needs: then nothing is left.
std::unique_ptr<ProcessPool> make_process_pool(std::function<int(int input)> function,
                                               int workers = 0);

}  // namespace lockstep

#endif  // LESSONS_POOL_PROCESS_POOL_H_
