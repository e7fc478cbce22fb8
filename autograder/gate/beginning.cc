// SPDX-License-Identifier: MIT
#include "autograder/gate/beginning.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace lockstep {
namespace {

constexpr char kEndOfLine[] = "\r\n";

void skip_any_of(std::string_view& text, const char* characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

bool skip(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// Stops at a comment with a backslash: it may end elsewhere than it seems to.
void skip_comments(std::string_view& text) {
  for (;;) {
    skip_any_of(text, " \t\r\n\v\f");
    const bool line = text.starts_with("//");
    if (!line && !text.starts_with("/*")) return;
    const auto end = line ? text.find_first_of(kEndOfLine) : text.find("*/", 2);
    const std::string_view comment = text.substr(0, end);
    if (comment.find('\\') != comment.npos) return;
    text.remove_prefix(end == text.npos ? text.size() : end + (line ? 0 : 2));
  }
}

// Removes an include line and the comments before it. The header as it stands there, with quotes or
// brackets; empty when the text begins with anything else.
std::string_view take_include(std::string_view& text) {
  constexpr char kBlank[] = " \t";
  skip_comments(text);
  std::string_view line = text.substr(0, text.find_first_of(kEndOfLine));
  text.remove_prefix(line.size());
  if (line.find('\\') != line.npos || !skip(line, "#")) return "";
  skip_any_of(line, kBlank);
  if (!skip(line, "include")) return "";
  skip_any_of(line, kBlank);
  if (!line.starts_with('"') && !line.starts_with('<')) return "";
  const auto end = line.find(line[0] == '<' ? '>' : '"', 1);
  if (end == line.npos) return "";
  const std::string_view header = line.substr(0, end + 1);
  line.remove_prefix(header.size());
  skip_any_of(line, kBlank);
  return line.empty() || line.starts_with("//") ? header : "";
}

// The first include of a text and those in brackets that follow it.
std::vector<std::string_view> first_includes(std::string_view text) {
  std::vector<std::string_view> headers;
  for (;;) {
    const std::string_view header = take_include(text);
    if (header.empty() || (!headers.empty() && header[0] != '<')) return headers;
    headers.push_back(header);
  }
}

}  // namespace

bool begins_with(const std::string& text, const std::string& beginning) {
  const auto has = first_includes(text);
  const auto wanted = first_includes(beginning);
  return !has.empty() && !wanted.empty() && has[0] == wanted[0] &&
         std::all_of(wanted.begin(), wanted.end(), [&](std::string_view header) {
           return std::find(has.begin(), has.end(), header) != has.end();
         });
}

}  // namespace lockstep
