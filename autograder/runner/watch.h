// SPDX-License-Identifier: MIT
// Watches the processes of a claim while they run.
#ifndef AUTOGRADER_RUNNER_WATCH_H_
#define AUTOGRADER_RUNNER_WATCH_H_

#include <string>

#include "autograder/runner/allowance.h"
#include "autograder/runner/asleep.h"
#include "autograder/runner/jail_end.h"
#include "autograder/runner/tree.h"

namespace lockstep {

// "1 second", "10 seconds".
std::string in_seconds(int count);

// What to say of a claim that had no CPU time left.
std::string out_of_cpu(const Allowance& allowance);

class Watch {
 public:
  // `above`: see descendants().
  Watch(const Allowance& allowance, int above) : allowance_(allowance), above_(above) {}

  // Looks once. True when the processes must be ended; stopped() and why() then say the reason.
  bool look(const Finished& so_far);

  Stopped stopped() const { return stopped_; }
  const std::string& why() const { return why_; }
  double cpu_seconds() const { return cpu_seconds_; }  // seen last

 private:
  bool stop(Stopped stopped, const std::string& why);
  bool over_limit(const TreeUse& use, const Finished& so_far);

  const Allowance& allowance_;
  int above_;
  int looks_ = 0;
  Asleep asleep_;
  Stopped stopped_ = Stopped::kNot;
  std::string why_;
  double cpu_seconds_ = 0;
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_WATCH_H_
