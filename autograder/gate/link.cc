// SPDX-License-Identifier: MIT
// Links a student's object with the claims.
//
//   link --compiled COMPILE.json --binary OUT --report OUT.json -- LINKER FLAG OBJECT...
//
// A function that the student did not define is a finding, not a failure of this program: the
// binary is then empty and the report says what is missing. The same claims are linked with the
// reference solution in the same build, so a fault of ours shows there and fails that build.
#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/base/process.h"
#include "autograder/gate/build_report.h"
#include "autograder/gate/diagnostics.h"

namespace lockstep {
namespace {

struct Options {
  std::string compiled;
  std::string binary;
  std::string report;
  std::vector<std::string> linker;  // with its arguments
};

BuildReport link(const Options& options) {
  BuildReport compiled = read_build_report(options.compiled);
  if (!compiled.ok) return compiled;
  Command command;
  command.argv = options.linker;
  command.argv.insert(command.argv.end(), {"-o", options.binary});
  command.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  command.wall_limit = std::chrono::minutes(10);
  const Finished finished = run(command);
  if (finished.ok()) return compiled;
  BuildReport report = compiled;
  report.ok = false;
  report.diagnostics = link_errors(finished.output.at(2));
  return report;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  lockstep::Options options;
  CLI::App app("Links a student's object with the claims.");
  app.add_option("--compiled", options.compiled)->required();
  app.add_option("--binary", options.binary)->required();
  app.add_option("--report", options.report)->required();
  app.add_option("linker", options.linker, "linker and arguments, after --")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const lockstep::BuildReport report = lockstep::link(options);
    if (!report.ok) lockstep::write_file(options.binary, "");
    lockstep::write_build_report(options.report, report);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "link: %s\n", e.what());
    return 1;
  }
}
