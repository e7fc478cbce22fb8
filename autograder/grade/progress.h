// SPDX-License-Identifier: MIT
// Says on standard error how far a grading run is.
#ifndef AUTOGRADER_GRADE_PROGRESS_H_
#define AUTOGRADER_GRADE_PROGRESS_H_

#include <chrono>
#include <string>

namespace lockstep {

// On a terminal one line that is written over; elsewhere a line now and then. Not thread-safe.
class Progress {
 public:
  Progress();

  // A line that stays.
  void say(const std::string& line);

  // `done` of `all` files are graded.
  void at(int done, int all);

  // Ends the line that is written over.
  void finish();

 private:
  bool terminal_;
  bool line_open_ = false;
  int last_done_ = -1;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_PROGRESS_H_
