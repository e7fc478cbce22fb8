// SPDX-License-Identifier: MIT
// What a file's name in a submission says: one of our exercises, nearly one, or clutter.
#ifndef AUTOGRADER_GRADE_INTAKE_NAMES_H_
#define AUTOGRADER_GRADE_INTAKE_NAMES_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace lockstep {

// What follows the last '/'.
std::string_view base_name(std::string_view path);

// Whether systems leave such files behind without being asked: .DS_Store, Thumbs.db, resource forks
// (__MACOSX/, ._name). Nobody wants to read about them.
bool is_clutter(std::string_view path);

// "semaphore" for a/path/semaphore.cc, when it is one of `exercises`.
std::optional<std::string> exercise_of(std::string_view path,
                                       const std::set<std::string>& exercises);

// The exercise that a source file was probably meant for, though it has another name: another case
// or suffix, a mark of a copy, words in front, or two wrong letters ("Semaphore.cc",
// "semaphore (1).cc", "semaphore.cpp", "jane_semaphore.cc", "semahpore.cc"). Nothing for names that
// are no source file's.
std::optional<std::string> nearest_exercise(std::string_view path,
                                            const std::set<std::string>& exercises);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_NAMES_H_
