// SPDX-License-Identifier: MIT
// A program where another user can read it: folders of a build often belong to one user alone.
#ifndef AUTOGRADER_RUNNER_READABLE_COPY_H_
#define AUTOGRADER_RUNNER_READABLE_COPY_H_

#include <filesystem>
#include <string>

namespace lockstep {

class ReadableCopy {
 public:
  // `program` itself where everybody can read it, else a copy in the folder for temporary files.
  // Throws std::exception.
  explicit ReadableCopy(const std::string& program);
  // Removes the copy.
  ~ReadableCopy();
  ReadableCopy(ReadableCopy&& other) noexcept;
  ReadableCopy& operator=(ReadableCopy&&) = delete;

  const std::string& original() const { return original_; }
  const std::string& path() const { return path_; }

 private:
  std::string original_;
  std::string path_;
  std::filesystem::path folder_;  // empty when nothing was copied
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_READABLE_COPY_H_
