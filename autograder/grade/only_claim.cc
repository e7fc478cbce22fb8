// SPDX-License-Identifier: MIT
// Writes the list of the one claim that a wrong solution must fail in, so that its test runs no
// other:
//
//   only_claim --source wrong/semaphore/forgets_to_notify.cc --claims CLAIMS.json --out OUT.json
//
// It is the whole list when the file names no claim of it: the test, which runs expect, says that.
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/grade/claim_list.h"
#include "autograder/grade/expected.h"

namespace lockstep {
namespace {

std::string claim_named_by(const std::string& source) {
  try {
    return expected_of_wrong(source).claim;
  } catch (const std::runtime_error&) {
    return "";
  }
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  std::string source;
  std::string claims;
  std::string out;
  CLI::App app("Writes the list of the one claim that a wrong solution must fail in.");
  app.add_option("--source", source, "the wrong solution")->required();
  app.add_option("--claims", claims, "the trusted list of claims")->required();
  app.add_option("--out", out, "is written")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    lockstep::write_file(
        out, lockstep::only_claim(lockstep::read_file(claims), lockstep::claim_named_by(source)));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "only_claim: %s\n", e.what());
    return 1;
  }
}
