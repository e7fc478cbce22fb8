// SPDX-License-Identifier: MIT
// Order between processes without sleeping: who waits for what has happened is told when it has.
//
//   Gate gate;
//   Notes notes;
//   auto one = start([&] { notes.post(1); gate.pass(); notes.post(2); });
//   notes.take();   // 1: it runs
//   gate.open();
//   notes.take();   // 2
//
// What is made before a fork is shared by both sides after it. Their descriptors are inherited, as
// any others. None of the calls here is troubled in a trial.
#ifndef AUTOGRADER_PROCESS_ORDER_H_
#define AUTOGRADER_PROCESS_ORDER_H_

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "autograder/base/fd.h"

namespace lockstep {

// Shut at first; when it is open it stays so.
class Gate {
 public:
  // Throws std::system_error when there are no descriptors left.
  Gate();
  // Blocks until somebody has opened it.
  void pass();
  void open();

 private:
  Fd reader_;
  Fd writer_;
};

// Numbers that processes leave for each other, in order.
class Notes {
 public:
  // Throws std::system_error when there are no descriptors left.
  Notes();
  // Blocks only while thousands have not been taken.
  void post(long number);
  // Blocks until there is one. Two that take get different ones.
  long take();
  // Whether there is one now.
  bool any();

 private:
  Fd reader_;
  Fd writer_;
};

// Blocks until the process has ended. It need not be a child and is not waited for: a child is a
// zombie then.
void await_end(pid_t process);

// The state of the process: that of its first thread that has not ended, as /proc/<pid>/stat has
// it: 'S', 'T' ...; 'Z' when all have and nobody has collected it, 'X' when it is gone. A process
// that ends or is stopped is so one thread after the other, and holds its descriptors until the
// last.
char state_of(pid_t process);
std::string states_of(pid_t process);  // of all its threads, also of those that have ended

// Blocks until all threads of the process are in this state. False if it ended first.
bool await_state(pid_t process, char state);

// Blocks until the process does not run: until it waits for something, is stopped, or has ended.
void await_rest(pid_t process);

// Blocks until all threads of the process sleep in waits that do not end by themselves. False if it
// ended first.
bool await_asleep(pid_t process);

// The same for several: until there is a moment at which all of them sleep. One that waits for the
// answer of another sleeps for good only if the other one sleeps, too.
bool await_asleep(const std::vector<pid_t>& processes);

// The same. False also when it has used so much CPU time since the call: it does not come to rest.
bool await_asleep(pid_t process, std::chrono::milliseconds most);

// Whether the process is there and has not ended: a zombie has.
bool is_running(pid_t process);

}  // namespace lockstep

#endif  // AUTOGRADER_PROCESS_ORDER_H_
