// SPDX-License-Identifier: MIT
// Makes what compiler and linker say readable for the student whose file it is about.
#ifndef AUTOGRADER_GATE_DIAGNOSTICS_H_
#define AUTOGRADER_GATE_DIAGNOSTICS_H_

#include <string>

namespace lockstep {

// The compiler's output made safe to show, and cut where nobody reads on: a file can make the
// compiler say anything at any length.
std::string shown_diagnostics(const std::string& compiler_output);

// The linker's output in words: which functions of the contract are not defined, which names are
// defined twice. The names of our own files are left out.
std::string link_errors(const std::string& linker_output);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_DIAGNOSTICS_H_
