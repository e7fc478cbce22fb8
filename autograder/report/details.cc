// SPDX-License-Identifier: MIT
#include "autograder/report/details.h"

#include <algorithm>
#include <vector>

#include "autograder/base/display.h"
#include "autograder/base/utf8.h"
#include "autograder/report/words.h"

namespace lockstep {
namespace {

constexpr std::size_t kMostLines = 8;  // of one finding

std::string indented(const std::string& text, std::size_t indent, std::size_t width,
                     std::size_t most_lines = static_cast<std::size_t>(-1)) {
  const std::vector<std::string> lines = wrap(text, width - indent);
  const std::size_t shown = std::min(lines.size(), most_lines);
  const std::string margin(indent, ' ');
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    out += (lines[i].empty() ? "" : margin + lines[i]) + "\n";
  }
  if (shown < lines.size()) {
    out += margin + "... and " + std::to_string(lines.size() - shown) + " more lines\n";
  }
  return out;
}

// The claim that shows best why the exercise failed: the first with the exercise's verdict, or the
// first that did not pass. Null when all passed.
const ClaimResult* telling_claim(const ExerciseResult& exercise) {
  const ClaimResult* first = nullptr;
  for (const ClaimResult& claim : exercise.claims) {
    if (claim.verdict == Verdict::kPassed) continue;
    if (claim.verdict == exercise.verdict) return &claim;
    if (first == nullptr) first = &claim;
  }
  return first;
}

std::string failure_of(const ExerciseResult& exercise, std::size_t width) {
  const Verdict verdict = exercise.graded() ? exercise.verdict : Verdict::kGraderFault;
  std::string title = printable_name(exercise.exercise) + ": " + std::string(name(verdict));
  std::string finding = printable(exercise.finding);
  std::string schedule;
  const ClaimResult* claim = telling_claim(exercise);
  if (claim != nullptr && !holds_for_the_exercise(verdict)) {
    title += ": " + printable(claim->sentence, Lines::kEscape);
    if (!claim->finding.empty()) finding = printable(claim->finding);
    if (!claim->schedule.empty()) schedule = "schedule: " + printable(claim->schedule);
  } else if (claim != nullptr && finding.empty()) {
    finding = printable(claim->finding);
  }
  return indented(title, 2, width) + indented(finding, 4, width, kMostLines) +
         indented(schedule, 4, width);
}

std::string not_submitted(const StudentResult& student) {
  std::string names;
  for (const ExerciseResult& exercise : student.exercises) {
    if (!exercise.graded() || exercise.verdict != Verdict::kNotSubmitted) continue;
    names += (names.empty() ? "" : ", ") + printable_name(exercise.exercise);
  }
  return names.empty() ? "" : "not submitted: " + names;
}

}  // namespace

std::string details_of(const StudentResult& student, std::size_t width) {
  std::string text;
  for (const ExerciseResult& exercise : student.exercises) {
    const bool passed = exercise.graded() && exercise.verdict == Verdict::kPassed;
    const bool missing = exercise.graded() && exercise.verdict == Verdict::kNotSubmitted;
    if (!passed && !missing) text += failure_of(exercise, width);
  }
  text += indented(not_submitted(student), 2, width);
  for (const std::string& note : student.notes) {
    text += indented("note: " + printable(note, Lines::kEscape), 2, width);
  }
  if (text.empty()) return "";
  return "\n" + indented(printable(student.student, Lines::kEscape), 0, width) + text;
}

}  // namespace lockstep
