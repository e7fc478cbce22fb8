// SPDX-License-Identifier: MIT
#include "autograder/grade/expected.h"

#include <sstream>
#include <stdexcept>
#include <string_view>

#include "autograder/base/file.h"

namespace lockstep {

Expected expected_of_wrong(const std::string& source) {
  std::istringstream text(read_file(source));
  std::string line;
  std::getline(text, line);
  constexpr std::string_view kMark = "// expect: ";
  const auto in = line.find(" in ");
  if (!line.starts_with(kMark) || in == std::string::npos) {
    throw std::runtime_error(source +
                             ": the first line is not \"// expect: <verdict> in <Claim>\"");
  }
  const std::string word = line.substr(kMark.size(), in - kMark.size());
  const auto verdict = verdict_named(word);
  if (!verdict) throw std::runtime_error(source + ": there is no verdict \"" + word + "\"");
  return {*verdict, line.substr(in + 4)};
}

}  // namespace lockstep
