// SPDX-License-Identifier: MIT
#include "autograder/gate/box.h"

#include <cstdlib>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

std::string beginning() { return std::string(std::getenv("TEST_TMPDIR")) + "/box"; }

// What a shell in the box says about a command; most commands are the shell's own.
BoxResult shell(Box& box, const std::string& command, const BoxLimits& limits = {}) {
  return box.run({"/usr/bin/bash", "-c", command}, limits);
}

TEST(Box, HasTheFilesThatWerePutIn) {
  Box box(beginning());
  box.write("a.txt", "hello");
  EXPECT_EQ(shell(box, "cat a.txt").output, "hello");
}

TEST(Box, HasNothingElse) {
  Box box(beginning());
  const BoxResult result = shell(box, "echo /*; echo /dev/* /proc/* /etc/* /tmp/*");
  if (!box.missing_layers().empty()) GTEST_SKIP() << "no bubblewrap here";
  EXPECT_EQ(result.output, "/bin /lib /lib64 /usr /w\n/dev/* /proc/* /etc/* /tmp/*\n");
}

TEST(Box, CannotBeWrittenTo) {
  Box box(beginning());
  const BoxResult result = shell(box, "for f in /x /w/x /usr/x; do >$f && echo wrote $f; done");
  if (!box.missing_layers().empty()) GTEST_SKIP() << "no bubblewrap here";
  EXPECT_EQ(result.output, "");
}

TEST(Box, KeepsOutputAndWordsApart) {
  Box box(beginning());
  const BoxResult result = shell(box, "echo out; echo words >&2; exit 7");
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.words, "words\n");
  EXPECT_EQ(result.exit_code, 7);
}

TEST(Box, SaysWhichLimitWasHit) {
  Box box(beginning());
  EXPECT_EQ(shell(box, "while :; do :; done", {.cpu_seconds = 1}).limit, "1 seconds of CPU time");
  EXPECT_EQ(shell(box, "yes | head -c 2000000", {.output_bytes = 1'000'000}).limit,
            "1 MB of output");
  EXPECT_NE(shell(box, "x=$(yes | head -c 400000000)", {.memory_bytes = 100'000'000}).exit_code, 0);
}

TEST(Box, AMissingToolIsOurFault) {
  Box box(beginning());
  EXPECT_ANY_THROW(box.run({"/usr/bin/no-such-tool"}));
}

}  // namespace
}  // namespace lockstep
