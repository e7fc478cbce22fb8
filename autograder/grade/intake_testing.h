// SPDX-License-Identifier: MIT
// For tests of the intake: class folders with submissions of every kind, hostile ones too.
#ifndef AUTOGRADER_GRADE_INTAKE_TESTING_H_
#define AUTOGRADER_GRADE_INTAKE_TESTING_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "autograder/grade/intake.h"
#include "autograder/grade/intake_packing.h"
#include "gtest/gtest.h"

namespace lockstep {

// A folder of submissions that is deleted at the end. Paths are relative to it.
class ClassFolder {
 public:
  ClassFolder();
  ~ClassFolder();
  ClassFolder(const ClassFolder&) = delete;
  ClassFolder& operator=(const ClassFolder&) = delete;

  // Makes the folders on the way too.
  void file(const std::string& path, const std::string& content);
  void folder(const std::string& path);
  void link(const std::string& path, const std::string& target);
  void fifo(const std::string& path);

  const std::filesystem::path& path() const { return path_; }

  // Reads the class with the exercises event, semaphore and bounded_semaphore.
  std::vector<Submission> read(const IntakeLimits& limits = {}) const;

  // Reads a class of one student; fails the test when there is not exactly one.
  Submission read_one(const IntakeLimits& limits = {}) const;

 private:
  std::filesystem::path path_;
};

// The submission of an archive with these bytes, read under the name `name`.
Submission read_packed(const std::string& bytes, const std::string& name = "jane.zip",
                       const IntakeLimits& limits = {});

// The submission of an archive with these members.
Submission read_members(Packing packing, const std::vector<Member>& members,
                        const IntakeLimits& limits = {});

using Files = std::map<std::string, std::string>;

// Whether some note contains `words`.
testing::AssertionResult mentions(const Submission& submission, const std::string& words);

// Whether there are exactly as many notes as `words`, and each contains its own, in order.
testing::AssertionResult has_notes(const Submission& submission,
                                   const std::vector<std::string>& words);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_TESTING_H_
