// SPDX-License-Identifier: MIT
#include "autograder/gate/beginning.h"

#include "gtest/gtest.h"

namespace lockstep {
namespace {

constexpr char kContract[] = "#include \"a/b.h\"\n";
constexpr char kUsual[] = "#include \"a/b.h\"\n#include <mutex>\n#include <thread>\n";

TEST(Beginning, IsTheContractAfterComments) {
  for (const char* text : {"#include \"a/b.h\"",
                           "// A file.\n\n/* Of\n mine. */ #  include \"a/b.h\"  // Mine.\nint x;",
                           "\r\n#include\"a/b.h\"\r\n",
                           "\t#include \"a/b.h\"\n#include <mutex>\n#include \"c.h\"\n"}) {
    EXPECT_TRUE(begins_with(text, kContract)) << text;
  }
}

TEST(Beginning, IsNothingElse) {
  for (const char* text :
       {"", "//", "/*", "/* #include \"a/b.h\"", "#define private public\n#include \"a/b.h\"\n",
        "#include <a/b.h>", "#include \"a/b.hh\"", "int x;\n#include \"a/b.h\"", "#include \"a/b.h",
        "#if 1\n#include \"a/b.h\"\n#endif\n", "#include \"./a/b.h\"", "#include \"a/b.h\" x\n",
        "#include <mutex>\n#include \"a/b.h\"\n", "#include\n\"a/b.h\"\n",
        "#includes \"a/b.h\"\n"}) {
    EXPECT_FALSE(begins_with(text, kContract)) << text;
  }
}

TEST(Beginning, HasAllHeadersInAnyOrder) {
  for (const char* text :
       {kUsual,
        "#include \"a/b.h\"\n\n// Locks.\n#include <thread>  // and joins\n#include <map>\n"
        "#  include<mutex>\nint x;\n"}) {
    EXPECT_TRUE(begins_with(text, kUsual)) << text;
    EXPECT_TRUE(begins_with(text, kContract)) << text;
  }
}

TEST(Beginning, EndsWhereAMacroCouldCome) {
  for (const char* between :
       {"", "#define private public\n", "int x;\n", "#include \"c.h\"\n", "#include NAME\n",
        "// Of mine. \\\n", "/* Of mine. *\\\n/\n#define private public\n/**/\n",
        "// Of mine.\r#define private public\n", "#if 0\n", "#include <map> int x;\n",
        "#include <m\\\nap>\n", "#include <map> /*\n*/ int x;\n"}) {
    const std::string header = *between == '\0' ? "" : "#include <thread>\n";
    const std::string text = "#include \"a/b.h\"\n#include <mutex>\n" + (between + header);
    EXPECT_FALSE(begins_with(text, kUsual)) << text;
    EXPECT_TRUE(begins_with(text, kContract)) << text;
  }
}

TEST(Beginning, NoBeginningBeginsNothing) { EXPECT_FALSE(begins_with(kContract, "")); }

}  // namespace
}  // namespace lockstep
