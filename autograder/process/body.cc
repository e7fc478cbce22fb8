// SPDX-License-Identifier: MIT
#include "autograder/process/body.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "autograder/base/check.h"
#include "autograder/explorer/explore.h"
#include "autograder/process/left_behind.h"

namespace lockstep::process {
namespace {

void report_all(const std::vector<std::string>& left) {
  for (const std::string& what : left) report(kLeft, what.c_str());
}

}  // namespace

void run_body(const std::function<void()>& body, const Trial& trial, int report_fd) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  check("dup2", ::dup2(report_fd, kReportFd));
  ::close(report_fd);
  const Possessions before = possessions();
  begin_trouble(trial.plan, trial.record);
  // What leaves it ends this process, as it must not go on with the rest of the test.
  [&]() noexcept { body(); }();
  let_signals_through();
  set_trouble(false);
  report(kEnded, "");
  explorer::tell_body_end();
  report_all(children_left());
  report_all(left_behind(before, possessions()));
  std::fflush(nullptr);
  leave();
}

}  // namespace lockstep::process
