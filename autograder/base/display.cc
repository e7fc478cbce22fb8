// SPDX-License-Identifier: MIT
#include "autograder/base/display.h"

#include <wchar.h>

#include <algorithm>

#include "autograder/base/utf8.h"
#include "autograder/base/utf8_locale.h"

namespace lockstep {
namespace {

std::size_t cells(const Utf8Char& next) {
  const int width = next.valid ? ::wcwidth(static_cast<wchar_t>(next.code)) : -1;
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

struct Prefix {
  std::size_t bytes = 0;
  std::size_t cells = 0;
};

// The longest prefix of `text` that takes `width` cells or fewer.
Prefix prefix_within(std::string_view text, std::size_t width) {
  const Utf8Locale utf8;
  Prefix prefix;
  while (prefix.bytes < text.size()) {
    const Utf8Char next = decode_utf8(text.substr(prefix.bytes));
    if (prefix.cells + cells(next) > width) break;
    prefix.cells += cells(next);
    prefix.bytes += next.size;
  }
  return prefix;
}

// Moves the first piece of `line` that fits to `out`.
void wrap_once(std::string_view& line, std::size_t width, std::vector<std::string>& out) {
  const std::size_t bytes = prefix_within(line, width).bytes;
  if (bytes == line.size()) {
    out.emplace_back(line);
    line = {};
    return;
  }
  const std::size_t space = line.rfind(' ', bytes);
  const std::size_t indent = line.find_first_not_of(' ');
  const bool at_space = space != std::string_view::npos && space > indent;
  const std::size_t end = at_space ? space : std::max(bytes, decode_utf8(line).size);
  out.emplace_back(line.substr(0, end));
  line.remove_prefix(end);
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
}

std::string tabs_as_spaces(std::string_view line) {
  std::string out;
  for (const char byte : line) {
    if (byte == '\t') {
      out += "    ";
    } else {
      out += byte;
    }
  }
  return out;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return prefix_within(text, static_cast<std::size_t>(-1)).cells;
}

std::string fit(std::string_view text, std::size_t width) {
  const Prefix whole = prefix_within(text, width);
  if (whole.bytes == text.size()) return std::string(text) + std::string(width - whole.cells, ' ');
  if (width == 0) return "";
  const Prefix part = prefix_within(text, width - 1);
  return std::string(text.substr(0, part.bytes)) + std::string(width - 1 - part.cells, ' ') + "~";
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = tabs_as_spaces(text.substr(0, end));
    std::string_view rest = line;
    do {
      wrap_once(rest, std::max<std::size_t>(width, 2), out);
    } while (!rest.empty());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace lockstep
