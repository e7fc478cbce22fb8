// SPDX-License-Identifier: MIT
// What a file includes before anything else.
#ifndef AUTOGRADER_GATE_BEGINNING_H_
#define AUTOGRADER_GATE_BEGINNING_H_

#include <string>

namespace lockstep {

// Whether a file may be compiled with what precompile() made of `beginning`, a text of include
// lines whose first has the contract: nothing but includes and comments comes first in it, its
// first include is that one too, and each of the others is among those of the standard library that
// follow. It means the same then, for no macro of the file's is there yet and the order of the
// standard library's headers is nothing to them. When in doubt it is false: the file is then only
// compiled more slowly.
bool begins_with(const std::string& text, const std::string& beginning);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_BEGINNING_H_
