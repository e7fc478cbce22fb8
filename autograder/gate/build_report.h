// SPDX-License-Identifier: MIT
// What building a student's file found out: written by the compile and link actions, read by the
// runner.
#ifndef AUTOGRADER_GATE_BUILD_REPORT_H_
#define AUTOGRADER_GATE_BUILD_REPORT_H_

#include <filesystem>
#include <string>
#include <vector>

#include "nlohmann/json_fwd.hpp"

namespace lockstep {

struct BuildReport {
  bool ok = false;
  // For the student: the compiler's words about the own file, or the gate's reasons, one a line.
  // May be warnings when ok. Printable.
  std::string diagnostics;
  // Not ok because the gate refused the file; otherwise because it does not compile or link.
  bool refused = false;
  // For the instructor: protections that the machine could not give while it was built.
  std::vector<std::string> missing_layers = {};
};

nlohmann::json to_json(const BuildReport& report);
BuildReport build_report_from(const nlohmann::json& read);  // throws when to_json() did not make it

// Throws std::exception when the file is not what write_build_report() wrote.
BuildReport read_build_report(const std::filesystem::path& path);
void write_build_report(const std::filesystem::path& path, const BuildReport& report);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_BUILD_REPORT_H_
