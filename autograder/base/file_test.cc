// SPDX-License-Identifier: MIT
#include "autograder/base/file.h"

#include <system_error>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

TEST(File, ReadsWhatWasWrittenLast) {
  const std::string path = testing::TempDir() + "/file";
  write_file(path, "a long first content");
  write_file(path, std::string("b\0c", 3));
  EXPECT_EQ(read_file(path), std::string("b\0c", 3));
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(File, NamesTheFileThatCannotBeRead) {
  try {
    read_file("/no/such/file");
    FAIL() << "a missing file was read";
  } catch (const std::system_error& e) {
    EXPECT_NE(std::string(e.what()).find("/no/such/file"), std::string::npos);
    EXPECT_EQ(e.code().value(), ENOENT);
  }
}

}  // namespace
}  // namespace lockstep
