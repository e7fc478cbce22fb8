// SPDX-License-Identifier: MIT
// A folder that lives as long as the object.
#ifndef AUTOGRADER_GATE_SCRATCH_FOLDER_H_
#define AUTOGRADER_GATE_SCRATCH_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "autograder/base/check.h"

namespace lockstep {

class ScratchFolder {
 public:
  // Makes a new folder, for its owner alone, whose name begins with `beginning`. Throws
  // std::system_error.
  explicit ScratchFolder(const std::filesystem::path& beginning) {
    std::string name = std::filesystem::absolute(beginning).string() + ".XXXXXX";
    check("make " + name, ::mkdtemp(name.data()) == nullptr ? -1 : 0);
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;  // what is left is in the action's own folder
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_SCRATCH_FOLDER_H_
