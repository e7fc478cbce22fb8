// SPDX-License-Identifier: MIT
// Runs a function in a process of its own and brings back what it returned, or how it failed.
//
// The new process is a child of the caller's, and begins as its copy (fork): the function finds the
// caller's variables as they are at the call, the same open descriptors, the same signal mask and
// handlers. What it writes to variables stays in its own process: the caller never sees it. So only
// the result comes back, as bytes. Whatever becomes of the child, the caller goes on as before.
//
// The function runs in the child only, and the code that called run_isolated() goes on in the
// caller only. When the function has ended, the child ends at once: it runs no function that was
// registered with atexit(), destroys no static object, and writes no output that waits in a buffer,
// as all that is a copy of the caller's. (So the function flushes what it has printed itself.)
//
// Blocking: run_isolated() waits, asleep, until the child has ended. A child that is stopped has
// not ended. It waits for its own child and for no other: other children of the caller, and their
// statuses, are left alone. Signals whose handlers return do not change what a call does.
//
// Afterwards nothing is left: no zombie, no descriptor, no file, no changed handler or mask; also
// when the call ends by an exception. When the caller's process itself dies in the middle of a
// call, the child ends too, at the latest when it has a result that nobody will read any more.
//
// Not promised: how soon a call returns when the function leaves processes of its own running.
// Caller's errors: calling while the process has a second thread; ignoring SIGCHLD, or waiting for
// this child by other means; a signal handler that ends the function in another way than by a
// signal, an exception or _exit().
#ifndef LESSONS_PROCESSES_ISOLATION_H_
#define LESSONS_PROCESSES_ISOLATION_H_

#include <functional>
#include <stdexcept>
#include <string>

namespace lockstep {

// An exception left the function. what() is, byte for byte, what that of a std::exception said, and
// "unknown" for any other exception.
class WorkFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A signal ended the child before its result had come back whole.
class WorkerDied : public std::runtime_error {
 public:
  explicit WorkerDied(int signal)
      : std::runtime_error("ended by signal " + std::to_string(signal)), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

// The function ended its process by itself, by _exit(code), and so it has no result; whatever the
// code is.
class WorkerLeft : public std::runtime_error {
 public:
  explicit WorkerLeft(int code)
      : std::runtime_error("left with code " + std::to_string(code)), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// Runs `work` in a new process and returns what it returned: any bytes, any number of them.
//
// Throws WorkFailed, WorkerDied or WorkerLeft when there is no result. Part of a result is no
// result. A child that is killed after it has sent the whole of it may count as either. Throws
// std::system_error when the system refuses what the call needs, such as the process, before `work`
// was run; the code is the system's. `work` may call run_isolated() too.
std::string run_isolated(const std::function<std::string()>& work);

}  // namespace lockstep

#endif  // LESSONS_PROCESSES_ISOLATION_H_
