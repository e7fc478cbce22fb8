// SPDX-License-Identifier: MIT
// For tests that start themselves again: runs one test of this program in a fresh process.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace lockstep::explorer {

struct Output {
  std::string text;
  int status;
};

// Runs the child test `name` of this program in a fresh process; returns all that it writes.
inline Output child(const std::string& name, const std::string& environment,
                    const std::string& flags) {
  std::array<char, 4096> path{};
  if (readlink("/proc/self/exe", path.data(), path.size() - 1) < 0) return {"no path", -1};
  std::string command = environment + " " + path.data() + " --gtest_also_run_disabled_tests " +
                        "--gtest_filter='" + name + "' " + flags + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  Output output;
  std::array<char, 4096> buffer{};
  while (size_t size = fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.text.append(buffer.data(), size);
  }
  output.status = pclose(pipe);
  return output;
}

// The word that follows `mark`, or nothing.
inline std::string after(const std::string& text, const std::string& mark) {
  size_t at = text.find(mark);
  if (at == std::string::npos) return "";
  at += mark.size();
  return text.substr(at, text.find_first_of(" \n", at) - at);
}

// The lines of `text` that have `word` in them.
inline std::string lines_with(const std::string& text, const std::string& word) {
  std::string found;
  for (size_t from = 0; from < text.size();) {
    size_t end = std::min(text.find('\n', from), text.size());
    std::string line = text.substr(from, end - from);
    if (line.find(word) != std::string::npos) found += line + "\n";
    from = end + 1;
  }
  return found;
}

}  // namespace lockstep::explorer
