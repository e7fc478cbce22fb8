// SPDX-License-Identifier: MIT
// The claims of the exercise `process` on what is printed.
#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "lessons/processes/process.h"
#include "tests/processes/text_from.h"

namespace lockstep {
namespace {

// What comes out on standard output when the caller has printed "a" and "b", and a child that runs
// this function prints more.
std::string printed_by(const std::function<int()>& function) {
  std::ios::sync_with_stdio(false);  // so that the two have buffers of their own
  const int saved = ::fcntl(1, F_DUPFD_CLOEXEC, 10);
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  ::dup2(ends[1], 1);
  ::close(ends[1]);
  std::printf("a");
  std::cout << "b";
  Process process(function);
  process.start();
  process.join();
  std::cout.flush();
  std::fflush(stdout);
  ::dup2(saved, 1);
  ::close(saved);
  std::string text = text_from(ends[0]);
  ::close(ends[0]);
  std::sort(text.begin(), text.end());
  return text;
}

// With something on both streams.
int print() {
  std::printf("c");
  std::cout << "d";
  return 0;
}

CLAIM(Process, OutputComesOutOnce, 4, "what both sides print comes out once") {
  run_trials(
      [] {
        const std::string text = printed_by(print);
        for (const char letter : text) {
          EXPECT_EQ(std::count(text.begin(), text.end(), letter), 1)
              << because("something that was printed came out twice");
        }
        EXPECT_EQ(text.size(), 4u) << because("something that was printed did not come out");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Process, OutputBeforeAnExceptionComesOut, 2,
      "what run() has printed comes out, also when an exception leaves it") {
  run_trials(
      [] {
        EXPECT_EQ(printed_by([]() -> int { throw print(); }), "abcd")
            << because("an exception left run(), and what it had printed did not come out once");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
