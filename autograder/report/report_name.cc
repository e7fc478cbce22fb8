// SPDX-License-Identifier: MIT
#include "autograder/report/report_name.h"

#include <cstddef>
#include <cstdint>

namespace lockstep {
namespace {

constexpr std::size_t kLongest = 200;  // bytes; a file system allows 255
constexpr char kDigits[] = "0123456789ABCDEF";

bool stays(char c, bool first) {
  const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return word || c == '_' || c == '@' || (!first && (c == '.' || c == '-'));
}

// FNV-1a, in hexadecimal.
std::string hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += kDigits[(hash >> shift) & 15];
  return digits;
}

}  // namespace

std::string report_name(std::string_view student) {
  if (student.empty()) return "%";  // never the name of somebody else
  std::string name;
  for (std::size_t i = 0; i < student.size(); ++i) {
    const auto byte = static_cast<unsigned char>(student[i]);
    if (stays(student[i], i == 0)) {
      name += student[i];
    } else {
      name += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  if (name.size() <= kLongest) return name;
  // No encoded name has '~', so a cut one cannot be another's whole name.
  const std::string end = "~" + hash_of(student);
  return name.substr(0, kLongest - end.size()) + end;
}

}  // namespace lockstep
