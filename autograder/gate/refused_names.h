// SPDX-License-Identifier: MIT
// The words for names that a student's file must not define or refer to.
#ifndef AUTOGRADER_GATE_REFUSED_NAMES_H_
#define AUTOGRADER_GATE_REFUSED_NAMES_H_

#include <string>
#include <string_view>

namespace lockstep {

// Why nothing in a student's file may mention this symbol, defined or not; empty when it may.
std::string why_never(std::string_view symbol);

// Why a student's file must not define this symbol, although it may refer to it; empty when it may.
// `function`: it is a function, not data.
std::string why_not_defined(std::string_view symbol, bool function);

// The sentence for a symbol that the exercise does not allow to refer to.
std::string why_not_allowed(std::string_view symbol);

// Whether the compiler itself makes functions or data of this name.
bool made_by_the_compiler(std::string_view symbol);

// The symbol as a programmer writes it, cut when it is long.
std::string readable(std::string_view symbol);

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_REFUSED_NAMES_H_
