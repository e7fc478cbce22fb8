// SPDX-License-Identifier: MIT
// From C++ to the compiler's own forms of it, in the box.
#ifndef AUTOGRADER_GATE_BITCODE_H_
#define AUTOGRADER_GATE_BITCODE_H_

#include <string>
#include <vector>

#include "autograder/gate/box.h"

namespace lockstep {

using CompilerCommand = std::vector<std::string>;  // the compiler with its flags

constexpr char kBeginning[] = "gate.first.h";  // a file of include lines in the box

// Most of a compile is reading headers. precompile() has that done once for all files that begin
// with the includes of kBeginning (beginning.h); the result serves in every box with that file, on
// every machine with the same compiler. Empty where there is no box: it names files by where they
// are. Throws std::exception when that fails.
std::string precompile(Box& box, const CompilerCommand& compiler);

// Compiles the file `name` of the box to bitcode before any pass. `precompiled` is the name in the
// box of what precompile() made of its kBeginning, with which the file begins, or empty. What the
// student is told is the same with and without it. Throws std::exception when it cannot be used.
BoxResult to_bitcode(Box& box, const CompilerCommand& compiler, const std::string& name,
                     const std::string& precompiled);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_BITCODE_H_
