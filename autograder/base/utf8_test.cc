// SPDX-License-Identifier: MIT
#include "autograder/base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(DecodeUtf8, ReadsEachLength) {
  EXPECT_EQ(decode_utf8("a").code, U'a');
  EXPECT_EQ(decode_utf8("\u00e9").code, U'\u00e9');
  EXPECT_EQ(decode_utf8("\u4e2d").code, U'\u4e2d');
  EXPECT_EQ(decode_utf8("\U0001F600").code, U'\U0001F600');
  EXPECT_EQ(decode_utf8("\U0001F600").size, 4u);
}

TEST(DecodeUtf8, RefusesWhatIsNotUtf8) {
  for (const std::string bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
                                "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE4\xB8q"}) {
    EXPECT_FALSE(decode_utf8(bad).valid) << printable(bad);
    EXPECT_EQ(decode_utf8(bad).size, 1u);
  }
}

TEST(Printable, KeepsWhatCanBeRead) {
  EXPECT_EQ(printable("J\u00f6rg \u4e2d\U0001F600 a\\b\tc\nd"),
            "J\u00f6rg \u4e2d\U0001F600 a\\b\tc\nd");
}

TEST(Printable, ShowsBytesOfEverythingElse) {
  EXPECT_EQ(printable(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(printable("a\r\n"), "a\\x0d\n");
  EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(printable("\u009b"), "\\xc2\\x9b") << "C1 controls start sequences too";
  EXPECT_EQ(printable("\u202e"), "\\xe2\\x80\\xae") << "right-to-left override";
  EXPECT_EQ(printable("\uffff"), "\\xef\\xbf\\xbf") << "not valid in XML";
  EXPECT_EQ(printable("a\nb\tc", Lines::kEscape), "a\\x0ab\\x09c");
}

TEST(PrintableName, KeepsDifferentNamesDifferent) {
  EXPECT_EQ(printable_name("a\nb"), "a\\x0ab");
  EXPECT_EQ(printable_name("a\\x0ab"), "a\\x5cx0ab");
}

TEST(InQuotes, EscapesAndCutsInTheMiddle) {
  EXPECT_EQ(in_quotes("a \"b\"\n"), "\"a \\x22b\\x22\\x0a\"");
  const std::string cut = in_quotes(std::string(100'000, 'd') + "/semaphore.cc");
  EXPECT_LT(cut.size(), 200u);
  EXPECT_NE(cut.find("..."), std::string::npos);
  EXPECT_NE(cut.find("/semaphore.cc\""), std::string::npos);
}

TEST(InQuotes, NeverCutsWithinACharacter) {
  for (int before = 0; before < 4; ++before) {
    std::string name(before, 'a');
    for (int i = 0; i < 100; ++i) name += "\u4e2d";
    EXPECT_EQ(in_quotes(name).find('\\'), std::string::npos) << in_quotes(name);
  }
}

}  // namespace
}  // namespace lockstep
