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

const CompilerCommand kCompiler = {"/usr/bin/clang++-19", "-std=c++20", "-g", "-Wall"};

std::string beginning() { return std::string(std::getenv("TEST_TMPDIR")) + "/box"; }

// Another folder for every box, as in grading.
struct DoorBox : Box {
  DoorBox() : Box(beginning()) { write(kHeader, kContract); }
};

std::string precompiled() {
  DoorBox box;
  return precompile(box, kCompiler, kHeader);
}

BoxResult compiled(const std::string& text, const std::string& precompiled = "") {
  DoorBox box;
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
  DoorBox box;
  if (precompiled().empty()) GTEST_SKIP() << "no bubblewrap here";
  EXPECT_ANY_THROW(compiled("int x;\n", "not one"));
  EXPECT_ANY_THROW(precompile(box, kCompiler, "none.h"));
}

TEST(Bitcode, NoFileCanMakeItLookUnusable) {
  const BoxResult result =
      compiled("#if __has_include(\"door.pch\")\n#error \"!\"\n#endif\n", precompiled());
  EXPECT_FALSE(result.ok());
}

TEST(Bitcode, SeesWhatAFileBeginsWith) {
  for (const char* text :
       {"#include \"a/b.h\"", "// A file.\n\n/* Of\n mine. */ #  include \"a/b.h\"\nint x;\n",
        "\r\n#include\"a/b.h\"\r\n"}) {
    EXPECT_TRUE(begins_with_include(text, "a/b.h")) << text;
  }
  for (const char* text :
       {"", "//", "/*", "/* #include \"a/b.h\"", "#define private public\n#include \"a/b.h\"\n",
        "#include <a/b.h>", "#include \"a/b.hh\"", "int x;\n#include \"a/b.h\"",
        "#if 1\n#include \"a/b.h\"\n#endif\n", "#include \"./a/b.h\""}) {
    EXPECT_FALSE(begins_with_include(text, "a/b.h")) << text;
  }
}

}  // namespace
}  // namespace lockstep
