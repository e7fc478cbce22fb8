// SPDX-License-Identifier: MIT
#include "autograder/grade/progress.h"

#include <unistd.h>

#include <cstdio>

namespace lockstep {
namespace {

constexpr std::chrono::seconds kBetweenLines(5);  // where lines stay

}  // namespace

Progress::Progress()
    : terminal_(::isatty(STDERR_FILENO) == 1), started_(std::chrono::steady_clock::now()) {}

void Progress::say(const std::string& line) {
  finish();
  std::fprintf(stderr, "grade: %s\n", line.c_str());
}

void Progress::at(int done, int all) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ && (done == last_done_ || now - last_ < kBetweenLines)) return;
  last_ = now;
  last_done_ = done;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - started_).count();
  std::fprintf(stderr, "%sgrade: %d of %d different files graded, %lld s%s", terminal_ ? "\r" : "",
               done, all, static_cast<long long>(seconds), terminal_ ? "" : "\n");
  line_open_ = terminal_;
}

void Progress::finish() {
  if (line_open_) std::fprintf(stderr, "\n");
  line_open_ = false;
}

}  // namespace lockstep
