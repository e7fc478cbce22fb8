// SPDX-License-Identifier: MIT
// Reads headers for all files that begin with their includes (bitcode.h):
//
//   precompile --beginning FIRST.h --header semaphore.h ... --out FIRST.h.pch -- COMPILER FLAG...
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/gate/bitcode.h"
#include "autograder/gate/box.h"

int main(int argc, char** argv) {
  std::string beginning;
  std::vector<std::string> headers;
  std::string out;
  lockstep::CompilerCommand compiler;
  CLI::App app("Reads headers for all files that begin with their includes.");
  app.add_option("--beginning", beginning, "the includes")->required();
  app.add_option("--header", headers, "one of ours that it includes")->required();
  app.add_option("--out", out, "is written")->required();
  app.add_option("compiler", compiler, "compiler and flags, after --")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    lockstep::Box box(out + ".box");
    for (const std::string& header : headers) box.copy(header, header);
    box.copy(beginning, lockstep::kBeginning);
    lockstep::write_file(out, lockstep::precompile(box, compiler));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "precompile: %s\n", e.what());
    return 1;
  }
}
