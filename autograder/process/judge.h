// SPDX-License-Identifier: MIT
// What came of a trial, from what was seen of it. No system calls.
#ifndef AUTOGRADER_PROCESS_JUDGE_H_
#define AUTOGRADER_PROCESS_JUDGE_H_

#include <string>

#include "autograder/explorer/result.h"
#include "autograder/process/report_reader.h"
#include "autograder/process/supervise.h"

namespace lockstep::process {

struct Seen {
  ReportReader reports;
  bool dead = false;  // the process of the body has ended, with this status of waitpid():
  int status = 0;
  std::string asleep;     // all that are there sleep for good: in what
  bool deadlock = false;  // they wait for each other
  std::string remains;    // what is there after the process of the body has ended: what it does
  bool out_of_cpu = false;
};

inline constexpr double kCpuSeconds = 2;  // of all processes of a trial

explorer::Result judge(const Seen& seen, const Trial& trial);

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_JUDGE_H_
