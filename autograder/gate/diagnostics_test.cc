// SPDX-License-Identifier: MIT
#include "autograder/gate/diagnostics.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(ShownDiagnostics, KeepsWhatTheCompilerSays) {
  const std::string said = "lock.cc:1:2: error: no\n    1 | int x\n";
  EXPECT_EQ(shown_diagnostics(said), said);
}

TEST(ShownDiagnostics, EscapesWhatCouldFoolAReader) {
  EXPECT_EQ(shown_diagnostics("\x1b[2Jpassed\r\n"), "\\x1b[2Jpassed\\x0d\n");
}

TEST(ShownDiagnostics, CutsWhatIsLong) {
  EXPECT_LT(shown_diagnostics(std::string(1 << 20, 'x')).size(), 500u);
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "lock.cc:1:2: error: no\n";
  EXPECT_LT(shown_diagnostics(many).size(), 17u * 1024);
}

TEST(LinkErrors, NamesEachMissingFunctionOnce) {
  const std::string said =
      "ld.lld: error: undefined symbol: lockstep::make_lock()\n"
      ">>> referenced by lock_test.cc:12 (tests/lock/lock_test.cc:12)\n"
      "ld.lld: error: undefined symbol: lockstep::make_lock()\n";
  EXPECT_EQ(link_errors(said), "not defined in your file: lockstep::make_lock()\n");
}

TEST(LinkErrors, SaysWhatBelongsToTheCourse) {
  EXPECT_EQ(
      link_errors("ld.lld: error: duplicate symbol: main\n>>> defined at main.cc:98\n"),
      "defined in your file, but it belongs to the course: main (put your own helpers into an "
      "anonymous namespace)\n");
}

TEST(LinkErrors, NamesNoFileOfOurs) {
  EXPECT_EQ(link_errors("ld.lld: error: tests/lock/hidden.cc: relocation out of range\n"),
            "your file compiles, but cannot be linked with the claims\n");
}

}  // namespace
}  // namespace lockstep
