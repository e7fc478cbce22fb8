// SPDX-License-Identifier: MIT
#include "autograder/report/gradescope.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "autograder/base/utf8.h"
#include "autograder/report/words.h"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

std::string output_of(const ClaimResult& claim) {
  std::string text(name(claim.verdict));
  if (holds_for_the_exercise(claim.verdict)) text += " (see the top of the results)";
  if (!claim.finding.empty()) text += "\n\n" + printable(claim.finding);
  if (!claim.schedule.empty()) text += "\n\nschedule: " + printable(claim.schedule);
  if (!claim.trace.empty()) text += "\n" + printable(claim.trace);
  return text;
}

Json test_of(const ExerciseResult& exercise, const ClaimResult& claim, const std::string& number,
             bool with_score) {
  Json test;
  test["name"] = label(exercise) + ": " + printable(claim.sentence, Lines::kEscape);
  test["number"] = number;
  if (with_score) {
    test["score"] = claim.points;
    test["max_score"] = claim.max_points;
  }
  if (claim.verdict != Verdict::kGraderFault) {
    test["status"] = claim.verdict == Verdict::kPassed ? "passed" : "failed";
  }
  test["output"] = output_of(claim);
  test["output_format"] = "text";
  test["visibility"] = "visible";
  return test;
}

std::string output_of(const StudentResult& student) {
  std::string text;
  if (!all_graded(student)) {
    text +=
        "The grader itself failed, so this submission has no grade yet. This is not the "
        "student's fault. Instructor: run the grader again.\n\n";
  }
  for (const std::string& note : student.notes) text += "Note: " + printable(note) + "\n\n";
  for (const ExerciseResult& exercise : student.exercises) {
    const bool ours = !exercise.graded();
    if (!ours && !holds_for_the_exercise(exercise.verdict) && exercise.finding.empty()) continue;
    text += label(exercise) + ": ";
    text += ours ? name(Verdict::kGraderFault) : name(exercise.verdict);
    text += "\n";
    if (!exercise.finding.empty()) text += printable(exercise.finding) + "\n";
    text += "\n";
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

std::string gradescope_json(const StudentResult& student) {
  const bool with_score = all_graded(student);
  Json results;
  results["output"] = output_of(student);
  results["output_format"] = "text";
  results["test_output_format"] = "text";
  results["test_name_format"] = "text";
  results["visibility"] = "visible";
  results["tests"] = Json::array();
  for (std::size_t i = 0; i < student.exercises.size(); ++i) {
    const ExerciseResult& exercise = student.exercises[i];
    for (std::size_t j = 0; j < exercise.claims.size(); ++j) {
      const std::string number = std::to_string(i + 1) + "." + std::to_string(j + 1);
      results["tests"].push_back(test_of(exercise, exercise.claims[j], number, with_score));
    }
  }
  return results.dump(2) + "\n";
}

}  // namespace lockstep
