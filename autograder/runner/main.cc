// SPDX-License-Identifier: MIT
// Runs all claims of one exercise against one submission, each in a process of its own.
//
//   runner --claims CLAIMS.json --built LINK.json --binary BINARY --source semaphore.cc
//          --self_test BINARY [--allowance ALLOWANCE.json] --record OUT.json
//
// First it tests the machine. Exit code 0 whatever the submission does; 1 when our part failed, or
// when this machine cannot grade.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/gate/build_report.h"
#include "autograder/grade/claim_list.h"
#include "autograder/runner/allowance.h"
#include "autograder/runner/end_evidence.h"
#include "autograder/runner/jail.h"
#include "autograder/runner/layers.h"
#include "autograder/runner/record.h"
#include "autograder/runner/self_test.h"
#include "autograder/runner/supervise.h"

namespace lockstep {
namespace {

struct Options {
  std::string claims;
  std::string built;
  std::string binary;
  std::string source;
  std::string record;
  std::string self_test;
  std::string allowance;
  std::vector<std::string> without;
  int times = 1;
};

Record run_all(const Options& options) {
  Record record;
  record.build = read_build_report(options.built);
  if (!record.build.ok) return record;
  const Allowance allowance =
      options.allowance.empty() ? Allowance() : read_allowance(options.allowance);
  const Layers layers = find_layers({options.without.begin(), options.without.end()});
  self_test(layers, options.self_test);
  Jail jail(allowance, layers);
  record.missing_layers = jail.missing_layers();
  record.missing_layers.insert(record.missing_layers.end(), record.build.missing_layers.begin(),
                               record.build.missing_layers.end());
  const Subject subject{std::filesystem::canonical(options.binary), options.source};
  bool silenced = false;
  for (const ListedClaim& claim : read_claim_list(options.claims)) {
    for (int i = 0; i < options.times; ++i) {
      record.claims.push_back(supervise(jail, subject, claim.name));
      silenced = silenced || was_silenced(record.claims.back());
    }
  }
  // Silence is the submission's doing only if the machine still hears a race.
  if (silenced) self_test(layers, options.self_test);
  return record;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  lockstep::Options options;
  CLI::App app("Runs all claims of one exercise against one submission.");
  app.add_option("--claims", options.claims, "the list of claims")->required();
  app.add_option("--built", options.built, "the report of the link")->required();
  app.add_option("--binary", options.binary)->required();
  app.add_option("--source", options.source, "the name of the student's file")->required();
  app.add_option("--record", options.record, "is written")->required();
  app.add_option("--self_test", options.self_test, "the program that tests the machine")
      ->required();
  app.add_option("--allowance", options.allowance, "what the exercise allows, if not the defaults");
  app.add_option("--without", options.without, "a layer of the jail to do without, for tests");
  app.add_option("--times", options.times, "how often to run each claim, for tests and measures");
  CLI11_PARSE(app, argc, argv);
  try {
    lockstep::write_record(options.record, lockstep::run_all(options));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "runner: %s\n", e.what());
    return 1;
  }
}
