// SPDX-License-Identifier: MIT
#include "autograder/base/display.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

using LinesOfText = std::vector<std::string>;

TEST(DisplayWidth, CountsCellsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("J\u00f6rg"), 4u);
  EXPECT_EQ(display_width("\u4e2d\u6587"), 4u) << "wide characters";
  EXPECT_EQ(display_width("e\u0301"), 1u) << "a combining accent takes no cell";
}

TEST(Fit, FillsOrCutsToTheWidth) {
  EXPECT_EQ(fit("ab", 4), "ab  ");
  EXPECT_EQ(fit("abcd", 4), "abcd");
  EXPECT_EQ(fit("abcde", 4), "abc~");
  EXPECT_EQ(fit("\u4e2d\u6587", 3), "\u4e2d~");
  EXPECT_EQ(fit("\u4e2d\u6587", 2), " ~") << "a wide character is never halved";
  EXPECT_EQ(fit("abc", 0), "");
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_EQ(wrap("one two three", 8), (LinesOfText{"one two", "three"}));
  EXPECT_EQ(wrap("a\nb", 8), (LinesOfText{"a", "b"}));
  EXPECT_EQ(wrap("a\n\nb\n", 8), (LinesOfText{"a", "", "b"}));
  EXPECT_EQ(wrap("", 8), LinesOfText{});
}

TEST(Wrap, BreaksLongWordsAndKeepsIndents) {
  EXPECT_EQ(wrap("abcdefghij", 4), (LinesOfText{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrap("  ^~~", 8), (LinesOfText{"  ^~~"}));
  EXPECT_EQ(wrap("    abcdefgh", 6), (LinesOfText{"    ab", "cdefgh"}));
  EXPECT_EQ(wrap("\tx", 8), (LinesOfText{"    x"}));
}

TEST(Wrap, EndsForEveryWidth) {
  EXPECT_EQ(wrap("\u4e2d\u6587", 1), (LinesOfText{"\u4e2d", "\u6587"}));
  EXPECT_EQ(wrap("      ", 2).empty(), false);
}

}  // namespace
}  // namespace lockstep
