// SPDX-License-Identifier: MIT
#include "autograder/report/csv.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "autograder/base/utf8.h"
#include "autograder/report/words.h"

namespace lockstep {
namespace {

constexpr std::string_view kEndOfRow = "\r\n";

// The last four are the wide forms of = + - @, which some spreadsheets read alike.
constexpr std::array<std::string_view, 11> kFormulaStarts = {
    "=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};

bool looks_like_a_formula(std::string_view text) {
  return std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(),
                     [text](std::string_view start) { return text.starts_with(start); });
}

std::string notes_of(const StudentResult& student) {
  std::string notes;
  const auto add = [&notes](const std::string& note) {
    notes += (notes.empty() ? "" : "; ") + note;
  };
  for (const ExerciseResult& exercise : student.exercises) {
    if (!exercise.graded()) add(label(exercise) + ": not graded (grader fault)");
  }
  for (const std::string& note : student.notes) add(printable(note, Lines::kEscape));
  return notes;
}

std::string header(const std::vector<StudentResult>& students) {
  std::string row = "student";
  if (!students.empty()) {
    for (const ExerciseResult& exercise : students.front().exercises) {
      row += "," + csv_text(label(exercise));
    }
  }
  return row + ",total,max,notes";
}

std::string row_of(const StudentResult& student) {
  std::string row = csv_text(printable(student.student, Lines::kEscape));
  int total = 0;
  int max = 0;
  for (const ExerciseResult& exercise : student.exercises) {
    row += ",";
    if (exercise.graded()) row += std::to_string(exercise.points());
    total += exercise.points();
    max += exercise.max_points();
  }
  row += "," + (all_graded(student) ? std::to_string(total) : "");
  row += "," + std::to_string(max);
  return row + "," + csv_text(notes_of(student));
}

}  // namespace

std::string csv_text(std::string_view text) {
  std::string field = looks_like_a_formula(text) ? "'" : "";
  field += text;
  // The semicolon separates fields where the comma is a decimal point.
  if (field.find_first_of(",;\"\r\n\t") == std::string::npos) return field;
  for (std::size_t at = field.find('"'); at != std::string::npos; at = field.find('"', at + 2)) {
    field.insert(at, 1, '"');
  }
  return "\"" + field + "\"";
}

std::string grades_csv(const std::vector<StudentResult>& students) {
  std::string csv = header(students);
  csv += kEndOfRow;
  for (const StudentResult& student : students) {
    csv += row_of(student);
    csv += kEndOfRow;
  }
  return csv;
}

}  // namespace lockstep
