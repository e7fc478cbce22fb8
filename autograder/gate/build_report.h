// SPDX-License-Identifier: MIT
// What building a student's file found out: written by the compile and link actions, read by the
// runner.
#ifndef AUTOGRADER_GATE_BUILD_REPORT_H_
#define AUTOGRADER_GATE_BUILD_REPORT_H_

#include <filesystem>
#include <string>

namespace lockstep {

struct BuildReport {
  bool ok = false;
  // For the student: the compiler's words about the own file. May be warnings when ok.
  std::string diagnostics;
};

// Throws std::runtime_error when the file is not what write_build_report() wrote.
BuildReport read_build_report(const std::filesystem::path& path);
void write_build_report(const std::filesystem::path& path, const BuildReport& report);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_BUILD_REPORT_H_
