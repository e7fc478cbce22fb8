// SPDX-License-Identifier: MIT
// Runs all claims of one exercise against one submission, each in a process of its own.
//
//   runner --claims CLAIMS.json --built LINK.json --binary BINARY --source semaphore.cc --record
//   OUT.json
//
// Exit code 0 whatever the submission does; 1 when our part failed.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "CLI/CLI.hpp"
#include "autograder/gate/build_report.h"
#include "autograder/grade/claim_list.h"
#include "autograder/runner/record.h"
#include "autograder/runner/supervise.h"

namespace lockstep {
namespace {

struct Options {
  std::string claims;
  std::string built;
  std::string binary;
  std::string source;
  std::string record;
  Limits limits;
};

Record run_all(const Options& options) {
  Record record;
  record.build = read_build_report(options.built);
  if (!record.build.ok) return record;
  const Subject subject{std::filesystem::canonical(options.binary), options.source, options.limits};
  for (const ListedClaim& claim : read_claim_list(options.claims)) {
    record.claims.push_back(supervise(subject, claim.name));
  }
  return record;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  lockstep::Options options;
  int wall_seconds = static_cast<int>(options.limits.wall_clock.count());
  CLI::App app("Runs all claims of one exercise against one submission.");
  app.add_option("--claims", options.claims, "the list of claims")->required();
  app.add_option("--built", options.built, "the report of the link")->required();
  app.add_option("--binary", options.binary)->required();
  app.add_option("--source", options.source, "the name of the student's file")->required();
  app.add_option("--record", options.record, "is written")->required();
  app.add_option("--cpu_seconds", options.limits.cpu_seconds, "limit for each claim");
  app.add_option("--wall_seconds", wall_seconds, "limit for each claim");
  CLI11_PARSE(app, argc, argv);
  options.limits.wall_clock = std::chrono::seconds(wall_seconds);
  try {
    lockstep::write_record(options.record, lockstep::run_all(options));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "runner: %s\n", e.what());
    return 1;
  }
}
