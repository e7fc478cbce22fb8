// SPDX-License-Identifier: MIT
// A process as an object, after Python's multiprocessing.Process with the start method "fork".
// There are two ways to say what it runs:
//
//   Process process([] { return 3; });                       // a callable
//   class Clock : public Process { int run() override; };    // or a subclass
//
// Life: an object is made, then started once. start() makes a child of the calling process, a copy
// of it (fork), in which run() is called. What run() returns is the exit code; of it Linux keeps
// the lowest 8 bits, so 256 is 0. The process has ended when the system says so: a zombie has
// ended, a process that is stopped has not.
//
// In the child there is a copy of everything, and so of the object. What run() changes, the owner
// does not see. The child ends when run() has ended, however: it never goes on with the code that
// called start(), runs no function that was registered with atexit(), and destroys neither static
// objects nor those of the code that called start().
//
// Owner: the process in which the object was made. Its copies in other processes, the child
// included, have name(), pid(), run() and the destructor, which does nothing there; everything else
// throws std::logic_error.
//
// Exceptions: one that leaves run() in the child ends the child with exit code 1, after a line on
// standard error: "Exception in process <name>: <what()>", with "unknown" for what is no
// std::exception.
//
// Output: what the caller of start() has printed to stdout and std::cout by then, and what run()
// prints to them, comes out once, also what is in their buffers when start() is called or when
// run() ends by returning or by an exception.
//
// Blocking: join(), join_for(), the destructor and run_in_processes() wait, asleep, until the
// process has ended. They wait for their own process only: other children, and what their statuses
// say, are left alone, and processes that run() has left running hold up nobody. Signals whose
// handlers return do not end a wait, nor do they change its time-out. All else returns at once.
//
// What an object has of the system (a child or its zombie, descriptors, ...) is given back by the
// join(), join_for(), exit_code() or is_alive() that finds the process ended, at the latest.
// Signal handlers and mask stay as they are; the child begins with the caller's.
//
// Caller's errors: starting a process while another thread runs in this one; using one object from
// two threads at once; ignoring SIGCHLD, or waiting for the child by other means.
#ifndef LESSONS_PROCESSES_PROCESS_H_
#define LESSONS_PROCESSES_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep {

class Process {
 public:
  // A new object, not started. Without a function, run() does nothing and returns 0 unless a
  // subclass says what. An empty name: "Process-" and a number, counted from 1 in this process.
  // Each number is used once; an object with a name of its own uses none. Where a child counts on
  // is not promised.
  explicit Process(std::function<int()> function = nullptr, std::string name = {});

  // In the owner: joins a process that was started and has not been joined.
  virtual ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // What the process does: calls the function. Called directly, it does that here and now, in the
  // caller's process, like any function: its result and its exceptions are the caller's, and
  // nothing is started.
  virtual int run();

  // Starts the process. Throws std::logic_error when it has been started before, even if it has
  // ended; std::system_error with the system's code when there can be no process: the object is
  // then as before, and may be started later.
  void start();

  // Waits until the process has ended. Throws std::logic_error when it was not started. Joining
  // again is fine, and returns at once.
  void join();

  // join() for at most `timeout`, counted from the call. Returns whether the process has ended.
  // Zero or less only looks. At most a year.
  bool join_for(std::chrono::nanoseconds timeout);

  // How it has ended, whether or not anybody has joined it: 0 to 255, or the number of the signal
  // that ended it, negative (-9 for SIGKILL). Empty before it is started and while it is alive.
  std::optional<int> exit_code();

  // Whether it was started and has not ended: true as soon as start() has returned.
  bool is_alive();

  // Send SIGTERM, which the process may handle or ignore, and SIGKILL, which it may not. Nothing
  // happens when it has ended already. Both throw std::logic_error when it was not started.
  void terminate();
  void kill();

  // Its process id: 0 before it is started, the same ever after, and in the child too.
  pid_t pid() const;

  std::string name() const;

 private:
  struct State;  // yours
  std::unique_ptr<State> state_;
};

// Calls function(0), function(1), ... function(count - 1), each in a Process of its own, all side
// by side: they may wait for each other. Returns their exit codes, in this order, when all have
// ended. When one of them cannot be started, those before it are killed, none is left, and the
// error of start() is thrown. Throws std::invalid_argument when count < 0.
std::vector<int> run_in_processes(int count, const std::function<int(int number)>& function);

}  // namespace lockstep

#endif  // LESSONS_PROCESSES_PROCESS_H_
