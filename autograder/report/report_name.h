// SPDX-License-Identifier: MIT
// What the files of a student's report are called.
#ifndef AUTOGRADER_REPORT_REPORT_NAME_H_
#define AUTOGRADER_REPORT_REPORT_NAME_H_

#include <string>
#include <string_view>

namespace lockstep {

// A file name for `student`, without a suffix: letters, digits and "._@-" as they are, other bytes
// as %XX, so different students have different names. Never empty, hidden or like an option, and
// short enough for a suffix of 40 bytes: a name that would be longer is cut and ends with a hash
// of the whole.
std::string report_name(std::string_view student);

}  // namespace lockstep

#endif  // AUTOGRADER_REPORT_REPORT_NAME_H_
