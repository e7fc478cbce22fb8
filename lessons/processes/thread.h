// SPDX-License-Identifier: MIT
// A thread as an object, after Python's threading.Thread. There are two ways to say what it runs:
//
//   Thread thread([] { ... });                             // a callable
//   class Clock : public Thread { void run() override; };  // or a subclass
//
// Life: an object is made, then started once; its thread calls run(), and has ended when run() has
// returned, or when the exception that left it has been reported and destroyed: its destructor may
// use things that are destroyed soon afterwards. The thread's very last steps, such as the
// destructors of its thread_locals, may come a little later, even when main() has returned: so they
// need nothing that may be gone by then, neither the object nor what is destroyed with the program.
//
// What is new in each thread: its stack, its thread_locals, its errno, which is 0, and its signal
// mask, which starts as a copy of that of the thread that calls start(). So each object has a
// thread of its own, which has run nothing else before. All else is shared with all threads.
//
// Blocking: join(), join_others() and run_all() wait, asleep: they neither spin nor look again and
// again. No other call waits for a thread to do or to end anything. In particular start() does not
// wait for run(). Whatever run() or the hook does, it keeps no other call from returning, but for
// those that wait for this thread to end.
//
// Memory ordering: what a thread did before start() is seen by the new one; what the new one did in
// run(), and in the hook, by whoever returned from a join(), join_others() or run_all() that waited
// for it, or got false from is_alive() once it had been started.
//
// Exceptions: one that leaves run() in the object's thread ends that thread and nothing else.
// Nobody gets it but the hook (see set_exception_hook). Python's is threading.excepthook.
//
// Daemonic threads: the program does not wait for them at its end (see join_others), for example
// because they never end.
//
// Not promised: what happens when the system cannot start a thread. Caller's errors: destroying an
// object that was started and whose thread has not ended; the objects of daemonic threads are often
// kept for as long as the program lives. join_others() in a thread that it waits for.
#ifndef LESSONS_PROCESSES_THREAD_H_
#define LESSONS_PROCESSES_THREAD_H_

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lockstep {

struct ThreadOptions {
  // Empty: "Thread-" and a number, counted from 1 in this process. Each number is used once; an
  // object with a name of its own uses none.
  std::string name = {};

  // Nothing: as the thread that makes the object. The main thread and others that no object started
  // are not daemonic.
  std::optional<bool> daemon = {};
};

// Every member but constructor and destructor may be called by any number of threads at once.
class Thread {
 public:
  // A new thread, not started. Without a function, run() does nothing unless a subclass says what.
  explicit Thread(std::function<void()> function = nullptr, ThreadOptions options = {});

  // Of an object that was never started, or whose thread has ended; whether anybody joined it does
  // not matter. As soon as a join(), join_others() or is_alive() has told that it has ended, any
  // thread may destroy the object.
  virtual ~Thread();

  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  // What the thread does: calls the function. Called directly, it does that here and now, in the
  // caller's thread, like any function: its exceptions are the caller's, and nothing is started.
  virtual void run();

  // Starts the thread. Throws std::logic_error when it has been started before, even if it has
  // ended. Of two calls at once exactly one succeeds.
  void start();

  // Waits until the thread has ended. Throws std::logic_error when it was not started, or when it
  // is the calling thread. Joining again is fine, and returns at once.
  void join();

  // Whether it was started and has not ended: true as soon as start() has returned, and in run().
  bool is_alive() const;

  std::string name() const;
  bool daemon() const;

  // The object whose thread is calling, or null in a thread that no object has started.
  static Thread* current();

 private:
  struct State;                   // yours
  std::shared_ptr<State> state_;  // shared, if you like, with the thread itself
};

// What is done with an exception that leaves run(): `hook` is called with the object and the
// exception, in the thread that it ends. An exception that leaves the hook is dropped. Counts for
// all threads, and for exceptions from now on; before the first call, and after that of an empty
// one, the hook is: print "Exception in thread <name>: <what()>" as a line on std::cerr, with
// "unknown" for what is no std::exception. The hook may be called by several threads at once, and
// it may do what it likes, also set another hook.
using ExceptionHook = std::function<void(const Thread& thread, std::exception_ptr exception)>;
void set_exception_hook(ExceptionHook hook);

// What a program calls at the end of its own code: waits until every thread that a Thread started
// and that is not daemonic has ended, also those that are started meanwhile. Then is_alive() of
// each of them is false. Daemonic ones are not waited for.
void join_others();

// Calls function(0), function(1), ... function(count - 1), each in a Thread of its own, all side by
// side: they may wait for each other. Returns when all of them have ended. An exception ends the
// call that it leaves, goes to the hook, and concerns none of the others. Throws
// std::invalid_argument when count < 0.
void run_all(int count, const std::function<void(int number)>& function);

}  // namespace lockstep

#endif  // LESSONS_PROCESSES_THREAD_H_
