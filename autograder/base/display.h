// SPDX-License-Identifier: MIT
// Text laid out in terminal cells. A character takes no, one or two cells, whatever its bytes.
#ifndef AUTOGRADER_BASE_DISPLAY_H_
#define AUTOGRADER_BASE_DISPLAY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// Cells that one line takes. `text` should be printable(); what is not counts as one cell a byte.
std::size_t display_width(std::string_view text);

// `text` in exactly `width` cells: filled with spaces on the right, or cut and ended with "~".
std::string fit(std::string_view text, std::size_t width);

// The lines of `text`, none wider than `width` cells (at least 2): broken at spaces where possible,
// within a word where not. Tabs become four spaces. Leading spaces of a line are kept.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_DISPLAY_H_
