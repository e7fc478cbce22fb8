// SPDX-License-Identifier: MIT
#include "autograder/runner/readable_copy.h"

#include <cstdlib>
#include <utility>

#include "autograder/base/check.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

bool everybody_can_run(const fs::path& program) {
  constexpr fs::perms kRun = fs::perms::others_read | fs::perms::others_exec;
  if ((fs::status(program).permissions() & kRun) != kRun) return false;
  for (fs::path folder = program.parent_path();; folder = folder.parent_path()) {
    if ((fs::status(folder).permissions() & fs::perms::others_exec) == fs::perms::none) {
      return false;
    }
    if (folder == folder.root_path()) return true;
  }
}

}  // namespace

ReadableCopy::ReadableCopy(const std::string& program) : original_(program), path_(program) {
  if (everybody_can_run(program)) return;
  std::string folder = (fs::temp_directory_path() / "lockstep-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) check("mkdtemp " + folder, -1);
  folder_ = folder;
  fs::permissions(folder_, fs::perms::owner_all | fs::perms::others_exec);
  path_ = folder_ / "claims";
  fs::copy_file(program, path_);
  fs::permissions(path_, fs::perms::owner_read | fs::perms::others_read | fs::perms::others_exec);
}

ReadableCopy::~ReadableCopy() {
  std::error_code ignored;  // nothing is left that could be done
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

ReadableCopy::ReadableCopy(ReadableCopy&& other) noexcept
    : original_(std::move(other.original_)),
      path_(std::move(other.path_)),
      folder_(std::exchange(other.folder_, {})) {}

}  // namespace lockstep
