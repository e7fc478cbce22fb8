// SPDX-License-Identifier: MIT
// Text from strangers made safe to show: on a terminal, in XML, in JSON, in a table.
#ifndef AUTOGRADER_BASE_UTF8_H_
#define AUTOGRADER_BASE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep {

struct Utf8Char {
  char32_t code = 0;     // the first byte when not valid
  std::size_t size = 1;  // bytes taken, 1 when not valid
  bool valid = false;
};

// The first character of `text`, which must not be empty. Overlong forms, surrogates and what is
// above U+10FFFF are not valid.
Utf8Char decode_utf8(std::string_view text);

enum class Lines { kKeep, kEscape };

// `text` with everything that could fool a reader or break a format shown as \xNN, byte by byte:
// invalid UTF-8, control characters, marks that turn the writing direction, non-characters. With
// Lines::kKeep newlines and tabs stay as they are. The result is valid UTF-8 and valid in XML 1.0.
std::string printable(std::string_view text, Lines lines = Lines::kKeep);

// A file's or student's name on one line. As printable(), and the backslash is escaped too, so
// different names stay different.
std::string printable_name(std::string_view name);

// A name for use in a sentence: printable, in double quotes, cut in the middle when it is long.
std::string in_quotes(std::string_view name);

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_UTF8_H_
