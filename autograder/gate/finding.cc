// SPDX-License-Identifier: MIT
#include "autograder/gate/finding.h"

#include "autograder/base/utf8.h"

namespace lockstep {

std::string Findings::text(const std::string& source, std::size_t most) const {
  std::string text;
  std::size_t told = 0;
  for (const auto& [line, words] : found_) {
    if (told++ == most) return text + "and more of this kind\n";
    text += source + (line == 0 ? "" : ":" + std::to_string(line)) + ": " +
            printable(words, Lines::kEscape) + "\n";
  }
  return text;
}

}  // namespace lockstep
