// SPDX-License-Identifier: MIT
// Reads a class: a folder with one folder, .zip or .tar.gz for each student. Everything in it is
// untrusted.
//
// Only regular files named <exercise>.cc are taken, found at any depth; their content is read into
// memory under limits. Nothing is unpacked to disk, no link is followed, no name from a submission
// becomes a path of ours.
#ifndef AUTOGRADER_GRADE_INTAKE_H_
#define AUTOGRADER_GRADE_INTAKE_H_

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace lockstep {

struct IntakeLimits {
  std::size_t file_bytes = 256 * 1024;         // of one exercise file
  std::size_t total_bytes = 64 * 1024 * 1024;  // of everything in one submission, decompressed
  std::size_t members = 10'000;                // files, folders and others in one submission
};

struct Submission {
  std::string student;                       // printable UTF-8, unique in the class
  std::map<std::string, std::string> files;  // exercise -> content
  std::vector<std::string> notes;            // each: what is wrong, where, what to do
  // The machine did not let us read all of it, so an exercise that is not in `files` may have been
  // handed in.
  bool unreadable = false;
};

// The submissions of the class, ordered by student. A submission that cannot be read has notes and
// no files. Throws std::system_error when the class folder itself cannot be read.
std::vector<Submission> read_class(const std::filesystem::path& folder,
                                   const std::set<std::string>& exercises,
                                   const IntakeLimits& limits = {});

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_H_
