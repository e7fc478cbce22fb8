// SPDX-License-Identifier: MIT
// Reads the contract of an exercise for all files that begin with it (bitcode.h):
//
//   precompile --contract semaphore.h --header semaphore.h ... --out OUT.pch -- COMPILER FLAG...
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/gate/bitcode.h"
#include "autograder/gate/box.h"

int main(int argc, char** argv) {
  std::string contract;
  std::vector<std::string> headers;
  std::string out;
  lockstep::CompilerCommand compiler;
  CLI::App app("Reads the contract of an exercise for all files that begin with it.");
  app.add_option("--contract", contract)->required();
  app.add_option("--header", headers, "one that it may include, or itself")->required();
  app.add_option("--out", out, "is written")->required();
  app.add_option("compiler", compiler, "compiler and flags, after --")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    lockstep::Box box(out + ".box");
    for (const std::string& header : headers) box.copy(header, header);
    lockstep::write_file(out, lockstep::precompile(box, compiler, contract));
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "precompile: %s\n", e.what());
    return 1;
  }
}
