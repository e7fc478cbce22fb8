// SPDX-License-Identifier: MIT
#include "autograder/gate/bitcode.h"

#include <cstdlib>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

constexpr char kHeader[] = "door.h";
constexpr char kContract[] =
    "#pragma once\n#include <utility>\nvoid close(std::pair<int, int> door);\n";
constexpr char kInclude[] = "#include \"door.h\"\n";

const CompilerCommand kCompiler = {"/usr/bin/clang++-19", "-std=c++20", "-gline-tables-only",
                                   "-Wall"};

// Another folder for every box, as in grading.
struct DoorBox : Box {
  explicit DoorBox(const std::string& includes = kInclude)
      : Box(std::string(std::getenv("TEST_TMPDIR")) + "/box") {
    write(kHeader, kContract);
    write(kBeginning, includes);
  }
};

std::string precompiled(const std::string& includes = kInclude) {
  DoorBox box(includes);
  return precompile(box, kCompiler);
}

BoxResult compiled(const std::string& text, const std::string& precompiled = "",
                   const std::string& includes = kInclude) {
  DoorBox box(includes);
  box.write("door.cc", kInclude + text);
  if (!precompiled.empty()) box.write("door.pch", precompiled);
  return to_bitcode(box, kCompiler, "door.cc", precompiled.empty() ? "" : "door.pch");
}

TEST(Bitcode, IsMadeWithAPrecompiledHeaderOfAnotherBox) {
  const BoxResult result = compiled("void close(std::pair<int, int>) {}\n", precompiled());
  EXPECT_TRUE(result.ok()) << result.words;
  EXPECT_EQ(result.output.find("/w/"), std::string::npos);
}

TEST(Bitcode, ThePrecompiledHeaderIsTheSameEveryTime) { EXPECT_EQ(precompiled(), precompiled()); }

TEST(Bitcode, IsTheSameWithMoreHeadersRead) {
  const std::string more = std::string(kInclude) + "#include <string>\n";
  const std::string text =
      "#include <string>\nstd::string name(int n) { return std::to_string(n) + \".\"; }\n";
  const BoxResult result = compiled(text, precompiled(more), more);
  EXPECT_TRUE(result.ok()) << result.words;
  EXPECT_EQ(result.output, compiled(text, precompiled()).output);
}

TEST(Bitcode, TheStudentIsToldTheSame) {
  const std::string header = precompiled();
  for (const char* text :
       {"void close() { int unused; }\n", "void close(std::pair<int, int>) { close(1); }\n",
        "std::pair<int, int> door(\"x\");\n",
        "template <class T> void g(T t) { close(t); }\nvoid f() { g(1); }\n"}) {
    const BoxResult with = compiled(text, header);
    const BoxResult without = compiled(text);
    EXPECT_EQ(with.words, without.words);
    EXPECT_EQ(with.exit_code, without.exit_code);
  }
}

TEST(Bitcode, APrecompiledHeaderThatCannotBeUsedIsOurFault) {
  if (precompiled().empty()) GTEST_SKIP() << "no bubblewrap here";
  EXPECT_ANY_THROW(compiled("int x;\n", "not one"));
  EXPECT_ANY_THROW(precompiled("#include \"none.h\"\n"));
}

TEST(Bitcode, NoFileCanMakeItLookUnusable) {
  const BoxResult result =
      compiled("#if __has_include(\"door.pch\")\n#error \"!\"\n#endif\n", precompiled());
  EXPECT_FALSE(result.ok());
}

}  // namespace
}  // namespace lockstep
