// SPDX-License-Identifier: MIT
// The grades of a class on a terminal.
#ifndef AUTOGRADER_REPORT_TABLE_H_
#define AUTOGRADER_REPORT_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "autograder/grade/result.h"

namespace lockstep {

struct TableStyle {
  std::size_t width = 100;  // cells of the terminal; less than 40 counts as 40
  bool colour = false;      // by escape sequences
};

// A table with the points and verdict of each exercise, in several blocks when it is wider than the
// terminal, and below it the notes and the first finding of each failed exercise.
std::string grade_table(const std::vector<StudentResult>& students, const TableStyle& style = {});

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_TABLE_H_
