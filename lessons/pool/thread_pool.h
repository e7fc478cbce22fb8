// SPDX-License-Identifier: MIT
// A thread pool: a fixed number of worker threads that run tasks from a queue. Creating the threads
// is paid once; after that a task costs as much as a queue does.
//
// Workers: a pool of n has n worker threads, never more, and they live until the pool is closed or
// terminated: workers are reused, no thread is made for a task. Tasks run in workers only. As long
// as tasks wait, no worker is idle: n tasks run side by side, whatever they do, and as soon as one
// has ended the next begins. Idle workers sleep: they neither spin nor look again and again.
//
// Order: workers take the tasks in the order in which they were submitted. So with one worker,
// tasks run one after the other in that order.
//
// Blocking: get() of a future, map() and join() wait, and so does the destructor. submit(), close()
// and terminate() never wait for a task, however many tasks are waiting.
//
// Tasks and callbacks may call submit(), close() and terminate(), and the pool runs them without a
// lock that these need. A task may also wait for another task of its pool, by a future or by map(),
// but a worker that waits runs nothing else: when all workers wait for tasks that have not begun,
// none ever begins. That is the caller's error; one worker is enough for it.
//
// Memory ordering: what a thread did before submit() is seen by the task; what the task did is seen
// by its callback, by each thread that got the future's result, and by each that has returned from
// join().
//
// Not promised: when a worker thread is started, before the tasks need it; which worker takes a
// task. Caller's errors, besides the one above: an empty task or function; join() in a task or a
// callback; a callback that waits for its own task's future; destroying a pool that another thread
// still uses, or from one of its own tasks.
#ifndef LESSONS_POOL_THREAD_POOL_H_
#define LESSONS_POOL_THREAD_POOL_H_

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <utility>
#include <vector>

namespace lockstep {

// What is called when a task has ended: exactly one of the two, once, if it is not empty.
struct Callbacks {
  std::function<void(int result)> on_result;               // the task returned
  std::function<void(std::exception_ptr error)> on_error;  // the task threw, or was dropped
};

// Every member but the destructor may be called by any number of threads at once.
class ThreadPool {
 public:
  // close(), then join(): all tasks that were accepted are run.
  virtual ~ThreadPool() = default;

  // Accepts a task. What it returns, or the exception that leaves it, goes to the future; the
  // worker goes on with the next task either way. The future may be dropped; that waits for nothing
  // and changes nothing. Throws std::logic_error when the pool is closed or terminated; then
  // nothing was accepted, and no callback is called.
  std::future<int> submit(std::function<int()> task) { return submit(std::move(task), {}); }

  // The same, with callbacks. They are called before the future is ready: who has the result knows
  // that the callback has returned. The callback of a task that ran is called by the worker that
  // ran it; tasks of other workers go on meanwhile. An exception that leaves a callback is dropped:
  // the future gets what the task gave, and the worker goes on.
  virtual std::future<int> submit(std::function<int()> task, Callbacks callbacks) = 0;

  // Calls `function` once for each input and returns the results in the order of the inputs. The
  // inputs are cut into chunks of `chunk` neighbours, the last one may be shorter; each chunk is
  // one task, which goes through its inputs in order. No inputs: no calls, no results, and it is
  // not promised that a closed pool refuses them.
  //
  // An exception that leaves `function` ends its chunk, not the others. When all chunks have ended,
  // map() throws what was thrown for the first of the inputs that failed. When the pool is
  // terminated meanwhile and drops chunks, that counts as their failure: see terminate().
  //
  // map() returns or throws when no call of `function` is running or will come, whatever happens.
  // Throws std::invalid_argument when chunk < 1. Throws std::logic_error when the pool is closed or
  // terminated; when that happens while map() hands in its chunks, either all are run or it throws
  // that error, after those that were accepted have ended.
  virtual std::vector<int> map(const std::function<int(int input)>& function,
                               const std::vector<int>& inputs, int chunk) = 0;

  // No more tasks are accepted; those that were are run, and then the workers end. Closing again,
  // or a pool that is terminated, changes nothing.
  virtual void close() = 0;

  // Closes the pool and drops all tasks that no worker has taken yet: they never run. Their futures
  // fail with std::future_error, code std::future_errc::broken_promise, also for those who wait for
  // them already; on_error of each is called with that error before its future is ready, by the
  // thread that called terminate(). All that is done when its call returns. Tasks that run are not
  // disturbed: they end as ever. May follow close(); terminating again changes nothing.
  virtual void terminate() = 0;

  // Waits until all worker threads have ended; so every task that a worker has taken has ended, and
  // its callback has returned; none of the others will run. What a terminate() drops at the same
  // time need not be told yet: that is done when terminate() returns. Throws std::logic_error when
  // the pool is neither closed nor terminated. May be called by several threads at once, and again:
  // then it returns at once.
  virtual void join() = 0;
};

// A pool with `workers` workers. Throws std::invalid_argument when workers < 1.
std::unique_ptr<ThreadPool> make_thread_pool(int workers);

}  // namespace lockstep

#endif  // LESSONS_POOL_THREAD_POOL_H_
