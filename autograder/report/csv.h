// SPDX-License-Identifier: MIT
// grades.csv, for gradebooks and spreadsheets.
#ifndef AUTOGRADER_REPORT_CSV_H_
#define AUTOGRADER_REPORT_CSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "autograder/grade/result.h"

namespace lockstep {

// A header and a row for each student, by RFC 4180: student, the points of each exercise, total,
// max, notes. What was not graded because of us is blank, and so is the total then.
std::string grades_csv(const std::vector<StudentResult>& students);

// One field of text: quoted where needed, and with an apostrophe in front where a spreadsheet would
// take it for a formula.
std::string csv_text(std::string_view text);

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_CSV_H_
