// SPDX-License-Identifier: MIT
// Reads what the processes of a trial report.
#ifndef AUTOGRADER_PROCESS_REPORT_READER_H_
#define AUTOGRADER_PROCESS_REPORT_READER_H_

#include <sys/types.h>

#include <map>
#include <queue>
#include <string>
#include <vector>

namespace lockstep::process {

class ReportReader {
 public:
  // Takes what came from the pipe: any number of bytes.
  void add(const char* bytes, std::size_t size);

  bool ended() const { return ended_; }          // the body
  bool check_failed() const { return failed_; }  // in any process
  bool met() const { return met_; }
  const std::vector<std::string>& left() const { return left_; }
  const std::string& trace() const { return trace_; }

  // "process 1.2"; "a process" for one that was not made by fork.
  std::string name_of(pid_t process) const;

  // The first process that stops itself and was not let go on yet, or 0.
  pid_t stopped() const { return stopped_.empty() ? 0 : stopped_.front(); }
  void stopped_goes_on() { stopped_.erase(stopped_.begin()); }

  struct Thread {
    pid_t process;
    pid_t id;
  };
  // Whether threads wait until all sleep; and the one that has waited longest, which is told once.
  bool any_waiting() const { return !waiting_.empty(); }
  Thread next_waiting() {
    const Thread next = waiting_.front();
    waiting_.pop();
    return next;
  }

 private:
  void understand(const std::string& line);

  std::string rest_;
  std::map<pid_t, std::string> names_;
  std::vector<pid_t> stopped_;
  std::queue<Thread> waiting_;
  std::vector<std::string> left_;
  std::string trace_;
  bool ended_ = false;
  bool failed_ = false;
  bool met_ = false;
};

}  // namespace lockstep::process

#endif  // AUTOGRADER_PROCESS_REPORT_READER_H_
