// SPDX-License-Identifier: MIT
// Which lessons and exercises the course has, by the files that are there.
#ifndef AUTOGRADER_GRADE_CATALOG_H_
#define AUTOGRADER_GRADE_CATALOG_H_

#include <filesystem>
#include <string>
#include <vector>

#include "autograder/grade/judge.h"

namespace lockstep {

// The exercises of the course in `workspace`, by lesson and name: a contract
// lessons/<lesson>/<exercise>.h that has claims in tests/<lesson>. Throws std::runtime_error when
// there are none (a handout has no tests), or when two lessons have an exercise of the same name
// (submissions are found by that name).
std::vector<ExerciseName> read_catalog(const std::filesystem::path& workspace);

// Those of `all` that belong to one of `lessons`. Throws std::runtime_error that names a lesson
// that is not there.
std::vector<ExerciseName> of_lessons(const std::vector<ExerciseName>& all,
                                     const std::vector<std::string>& lessons);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_CATALOG_H_
