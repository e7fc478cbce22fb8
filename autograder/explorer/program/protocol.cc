// SPDX-License-Identifier: MIT
// See protocol.h. A field is "name size\n", then that many bytes.
#include "autograder/explorer/program/protocol.h"

#include <charconv>

namespace lockstep::explorer {

std::string field(std::string_view name, std::string_view value) {
  std::string text(name);
  text += " " + std::to_string(value.size()) + "\n";
  return text.append(value);
}

std::map<std::string, std::string> fields_of(std::string_view record) {
  std::map<std::string, std::string> fields;
  while (!record.empty()) {
    size_t space = record.find(' ');
    size_t line = record.find('\n');
    if (line == std::string_view::npos || space > line) break;
    size_t size = 0;
    auto [end, error] = std::from_chars(record.data() + space + 1, record.data() + line, size);
    if (error != std::errc() || end != record.data() + line) break;
    if (record.size() - line - 1 < size) break;
    fields[std::string(record.substr(0, space))] = record.substr(line + 1, size);
    record.remove_prefix(line + 1 + size);
  }
  return fields;
}

}  // namespace lockstep::explorer
