// SPDX-License-Identifier: MIT
// Notices that the processes of a claim sleep for good.
//
// The proof: each thread was in a wait without an end at one time and, at a later time, had not run
// since. So there was a moment at which all of them waited, and nobody was left to wake anybody.
// Only ThreadSanitizer's own helper thread is not asked: it looks around ten times a second and
// wakes nobody.
#ifndef AUTOGRADER_RUNNER_ASLEEP_H_
#define AUTOGRADER_RUNNER_ASLEEP_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace lockstep {

// What a thread waits in, from the content of /proc/<pid>/task/<tid>/syscall: "a lock, a condition
// or the end of a thread". "" when it does not wait or its wait may end by itself.
std::string endless_wait(const std::string& syscall);

class Asleep {
 public:
  // Takes a sample. Returns what they wait in when all of them sleep for good, "" otherwise. To be
  // called at different times with all processes of the claim.
  std::string look(const std::vector<pid_t>& processes);

  // After a look that returned something: what the threads of a process wait in, and whether each
  // of them waits for a lock on a file or the end of a child, so that they wait for each other.
  std::vector<std::string> waits_of(pid_t process) const;
  bool wait_for_each_other() const;

 private:
  struct Thread {
    pid_t process;
    std::string turns;  // how often it has run
    std::string waits;
    bool operator==(const Thread&) const = default;
  };
  using Sample = std::map<pid_t, Thread>;  // empty when somebody is awake
  static Sample sample(const std::vector<pid_t>& processes);
  Sample before_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_ASLEEP_H_
