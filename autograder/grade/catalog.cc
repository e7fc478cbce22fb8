// SPDX-License-Identifier: MIT
#include "autograder/grade/catalog.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace lockstep {
namespace {

namespace fs = std::filesystem;

bool has_claims(const fs::path& workspace, const ExerciseName& name) {
  return fs::is_directory(workspace / "tests" / name.lesson / "wrong" / name.exercise);
}

void refuse_twins(const std::vector<ExerciseName>& all) {
  std::set<std::string> names;
  for (const ExerciseName& name : all) {
    if (!names.insert(name.exercise).second) {
      throw std::runtime_error("two lessons have an exercise " + name.exercise +
                               ": rename one, submissions are found by that name");
    }
  }
}

}  // namespace

std::vector<ExerciseName> read_catalog(const fs::path& workspace) {
  std::vector<ExerciseName> all;
  for (const auto& lesson : fs::directory_iterator(workspace / "lessons")) {
    if (!lesson.is_directory()) continue;
    for (const auto& file : fs::directory_iterator(lesson)) {
      if (file.path().extension() != ".h") continue;
      const ExerciseName name{lesson.path().filename(), file.path().stem()};
      if (has_claims(workspace, name)) all.push_back(name);
    }
  }
  if (all.empty()) {
    throw std::runtime_error((workspace / "tests").string() +
                             " has no claims: grading needs the whole repository, not a handout");
  }
  refuse_twins(all);
  std::ranges::sort(all, {}, [](const ExerciseName& n) { return std::pair(n.lesson, n.exercise); });
  return all;
}

std::vector<ExerciseName> of_lessons(const std::vector<ExerciseName>& all,
                                     const std::vector<std::string>& lessons) {
  std::vector<ExerciseName> chosen;
  for (const std::string& lesson : lessons) {
    if (std::ranges::find(all, lesson, &ExerciseName::lesson) == all.end()) {
      throw std::runtime_error("there is no lesson \"" + lesson + "\" with claims");
    }
  }
  for (const ExerciseName& name : all) {
    if (std::ranges::find(lessons, name.lesson) != lessons.end()) chosen.push_back(name);
  }
  return chosen;
}

}  // namespace lockstep
