// SPDX-License-Identifier: MIT
#include "autograder/base/utf8.h"

namespace lockstep {
namespace {

constexpr std::size_t kLongestQuote = 160;  // bytes of the name that are shown

// Length of the sequence that starts with `lead`; 0 when no sequence does.
std::size_t sequence_size(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool in_unicode(char32_t code, std::size_t size) {
  if (size == 3) return code >= 0x800 && (code < 0xD800 || code > 0xDFFF);
  if (size == 4) return code >= 0x10000 && code <= 0x10FFFF;
  return true;
}

bool turns_or_hides_text(char32_t code) {
  return code == 0x061C || code == 0x200B || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) ||
         code == 0xFEFF || (code >= 0xE0000 && code <= 0xE007F);
}

bool is_noncharacter(char32_t code) {
  return (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

bool can_be_shown(char32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  return !control && !turns_or_hides_text(code) && !is_noncharacter(code);
}

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out += "\\x";
    out += kDigits[value >> 4];
    out += kDigits[value & 15];
  }
}

template <class Shown>
std::string escape_unless(std::string_view text, Shown shown) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Char next = decode_utf8(text);
    const std::string_view bytes = text.substr(0, next.size);
    if (next.valid && shown(next.code)) {
      out += bytes;
    } else {
      append_escaped(out, bytes);
    }
    text.remove_prefix(next.size);
  }
  return out;
}

}  // namespace

Utf8Char decode_utf8(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const Utf8Char invalid{lead, 1, false};
  const std::size_t size = sequence_size(lead);
  if (size == 0 || size > text.size()) return invalid;
  char32_t code = size == 1 ? lead : lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return invalid;
    code = (code << 6) | (byte & 0x3F);
  }
  if (!in_unicode(code, size)) return invalid;
  return {code, size, true};
}

std::string printable(std::string_view text, Lines lines) {
  return escape_unless(text, [lines](char32_t code) {
    return can_be_shown(code) || (lines == Lines::kKeep && (code == '\n' || code == '\t'));
  });
}

std::string printable_name(std::string_view name) {
  return escape_unless(name, [](char32_t code) { return can_be_shown(code) && code != '\\'; });
}

std::string in_quotes(std::string_view name) {
  const auto shown = [](char32_t code) {
    return can_be_shown(code) && code != '\\' && code != '"';
  };
  if (name.size() <= kLongestQuote) return '"' + escape_unless(name, shown) + '"';
  // The end of a path tells more than its beginning.
  std::size_t head = kLongestQuote / 4;
  std::size_t tail = name.size() - (kLongestQuote - head);
  const auto continues = [name](std::size_t at) {
    return (static_cast<unsigned char>(name[at]) & 0xC0) == 0x80;
  };
  while (head > 0 && continues(head)) --head;
  while (tail < name.size() && continues(tail)) ++tail;
  return '"' + escape_unless(name.substr(0, head), shown) + "..." +
         escape_unless(name.substr(tail), shown) + '"';
}

}  // namespace lockstep
