// SPDX-License-Identifier: MIT
// From a student's file to an object that passed the gate.
#ifndef AUTOGRADER_GATE_BUILD_H_
#define AUTOGRADER_GATE_BUILD_H_

#include <string>
#include <vector>

#include "autograder/gate/build_report.h"

namespace lockstep {

struct Source {
  std::string path;                     // its last part is the name that the student knows
  std::vector<std::string> headers;     // of ours that it may include, by their path from the root
  std::vector<std::string> beginnings;  // precompile()'s; what it made of FILE is FILE.pch
  std::vector<std::string> compiler;    // with its flags
  std::vector<std::string> object_flags;  // more of them, for what comes after the gate
  std::string gate;                       // the program
  std::string everywhere;                 // the gate's rules for every exercise
  std::string exercise;                   // and for this one
};

struct Built {
  BuildReport report;
  std::string object;  // empty unless the report is ok
};

// Compiles to bitcode, checks the bitcode and builds the object from what was checked, each in the
// box. `scratch` begins the name of a folder to work in. Blocks for seconds. What is wrong with the
// file is in the report; throws std::exception when our part failed.
Built build(const Source& source, const std::string& scratch);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_BUILD_H_
