// SPDX-License-Identifier: MIT
// Compiles a student's file alone.
//
//   compile --source semaphore.cc --object OUT.o --report OUT.json -- COMPILER FLAG...
//
// A file that does not compile is a finding, not a failure of this program: the object is then
// empty and the report says why. Fails (exit code 1) only when the compiler cannot be started.
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
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
  std::string source;
  std::string object;
  std::string report;
  std::vector<std::string> compiler;  // with its flags
};

constexpr int kCpuSeconds = 60;
constexpr std::size_t kDiagnosticBytes = 64 * 1024;

BuildReport compile(const Options& options) {
  Command command;
  command.argv = options.compiler;
  command.argv.insert(command.argv.end(),
                      {"-fdiagnostics-color=never", "-ferror-limit=20",
                       "-ftemplate-backtrace-limit=4", "-c", options.source, "-o", options.object});
  command.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  command.output = {{2, kDiagnosticBytes}};
  command.cpu_seconds = kCpuSeconds;
  command.wall_limit = std::chrono::minutes(10);
  const Finished finished = run(command);
  BuildReport report;
  report.ok = finished.ok();
  report.diagnostics = without_folders(finished.output.at(2), options.source);
  if (finished.signal != 0 || finished.wall_limit_hit) {
    report.diagnostics += "the compiler was stopped: it used more than " +
                          std::to_string(kCpuSeconds) + " seconds or crashed on this file\n";
  }
  return report;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  lockstep::Options options;
  CLI::App app("Compiles a student's file alone.");
  app.add_option("--source", options.source)->required();
  app.add_option("--object", options.object)->required();
  app.add_option("--report", options.report)->required();
  app.add_option("compiler", options.compiler, "compiler and flags, after --")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const lockstep::BuildReport report = lockstep::compile(options);
    if (!report.ok) lockstep::write_file(options.object, "");
    lockstep::write_build_report(options.report, report);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "compile: %s\n", e.what());
    return 1;
  }
}
