// SPDX-License-Identifier: MIT
// Lets one file of the corpus through box and gate and compares what came of it with what its first
// lines say: "// expect: refused" (or does not compile, accepted), and, where a reason is expected,
// "// finding: <part of it>". An accepted file is linked with a caller and run.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/base/process.h"
#include "autograder/gate/build.h"

namespace lockstep {
namespace {

struct Expected {
  std::string verdict;
  std::string finding;
};

std::string behind(const std::string& line, const std::string& mark) {
  return line.starts_with(mark) ? line.substr(mark.size()) : "";
}

Expected expected_of(const std::string& path) {
  std::istringstream text(read_file(path));
  std::string first;
  std::string second;
  std::getline(text, first);
  std::getline(text, second);
  return {behind(first, "// expect: "), behind(second, "// finding: ")};
}

std::string verdict_of(const BuildReport& report) {
  return report.ok ? "accepted" : report.refused ? "refused" : "does not compile";
}

Finished run_for(const std::vector<std::string>& argv, int seconds) {
  Command command;
  command.argv = argv;
  command.environment = {"PATH=/usr/bin"};
  command.fixed_addresses = true;
  command.wall_limit = std::chrono::seconds(seconds);
  return run(command);
}

// Whether the object does its work together with the driver's. Says what went wrong.
bool works(const std::string& object, const std::string& driver) {
  const std::string folder = std::getenv("TEST_TMPDIR");
  write_file(folder + "/object.o", object);
  // The file's object comes first, as in grading: what it defines would win.
  const Finished linked =
      run_for({"/usr/bin/clang++-19", "-fsanitize=thread", "-fuse-ld=lld", "-pthread",
               folder + "/object.o", driver, "-o", folder + "/program"},
              60);
  if (!linked.ok()) return std::puts(linked.output.at(2).c_str()), false;
  const Finished ended = run_for({folder + "/program"}, 60);
  if (!ended.ok()) {
    std::printf("exit code %d, signal %d\n%s%s", ended.exit_code, ended.signal,
                ended.output.at(1).c_str(), ended.output.at(2).c_str());
  }
  return ended.ok();
}

bool check(const Source& source, const std::string& driver) {
  const Expected expected = expected_of(source.path);
  const Built built = build(source, std::string(std::getenv("TEST_TMPDIR")) + "/box");
  const std::string verdict = verdict_of(built.report);
  std::printf("%s\n%s\n", verdict.c_str(), built.report.diagnostics.c_str());
  for (const std::string& layer : built.report.missing_layers) std::puts(layer.c_str());
  if (verdict != expected.verdict) {
    return std::printf("expected: %s\n", expected.verdict.c_str()), false;
  }
  if (built.report.diagnostics.find(expected.finding) == std::string::npos) {
    return std::printf("expected a finding with: %s\n", expected.finding.c_str()), false;
  }
  constexpr std::size_t kMostShown = 20'000;
  if (built.report.diagnostics.size() > kMostShown) return std::puts("too long a finding"), false;
  return !built.report.ok || works(built.object, driver);
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  lockstep::Source source;
  std::string driver;
  CLI::App app("Compares what box and gate make of a file with what its first lines say.");
  app.add_option("--source", source.path)->required();
  app.add_option("--header", source.headers)->required();
  app.add_option("--beginning", source.beginnings)->required();
  app.add_option("--gate", source.gate)->required();
  app.add_option("--everywhere", source.everywhere)->required();
  app.add_option("--exercise", source.exercise)->required();
  app.add_option("--driver", driver, "a library with the caller")->required();
  app.add_option("compiler", source.compiler, "compiler and flags, after --")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    return lockstep::check(source, driver) ? 0 : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "check: %s\n", e.what());
    return 1;
  }
}
