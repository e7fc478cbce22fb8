// SPDX-License-Identifier: MIT
// Compiles a student's file alone, in a box, and lets it through the gate.
//
//   compile --source semaphore.cc --header semaphore.h ... --beginning semaphore.first.h ...
//       [--object_flag=-O0 ...] --gate GATE --everywhere allowed.txt --exercise RULES.txt
//       --object OUT.o --report OUT.json -- COMPILER FLAG...
//
// A file that does not compile or is refused is a finding, not a failure of this program: the
// object is then empty and the report says why. Exit code 1 only when our part failed.
#include <cstdio>
#include <exception>
#include <string>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/gate/build.h"

int main(int argc, char** argv) {
  lockstep::Source source;
  std::string object;
  std::string report;
  CLI::App app("Compiles a student's file alone, in a box, and lets it through the gate.");
  app.add_option("--source", source.path)->required();
  app.add_option("--header", source.headers, "one that it may include, by its path from here");
  app.add_option("--beginning", source.beginnings,
                 "FILE with precompile's FILE.pch; first the best")
      ->required();
  app.add_option("--object_flag", source.object_flags, "comes last when bitcode becomes an object");
  app.add_option("--gate", source.gate, "the program that checks bitcode")->required();
  app.add_option("--everywhere", source.everywhere, "the rules for every exercise")->required();
  app.add_option("--exercise", source.exercise, "the rules for this exercise")->required();
  app.add_option("--object", object, "is written")->required();
  app.add_option("--report", report, "is written")->required();
  app.add_option("compiler", source.compiler, "compiler and flags, after --")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const lockstep::Built built = lockstep::build(source, object + ".box");
    lockstep::write_file(object, built.object);
    lockstep::write_build_report(report, built.report);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "compile: %s\n", e.what());
    return 1;
  }
}
