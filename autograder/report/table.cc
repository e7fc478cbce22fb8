// SPDX-License-Identifier: MIT
#include "autograder/report/table.h"

#include <algorithm>

#include "autograder/base/display.h"
#include "autograder/base/utf8.h"
#include "autograder/report/details.h"
#include "autograder/report/words.h"

namespace lockstep {
namespace {

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kGap = 2;

enum class Tone { kPlain, kGood, kBad, kOpen };

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

struct Column {
  std::string title;
  std::vector<Cell> cells;  // one for each student
  std::size_t width = 0;

  void add(Cell cell) {
    width = std::max(width, display_width(cell.text));
    cells.push_back(std::move(cell));
  }
};

Column new_column(std::string title) {
  Column column;
  column.width = display_width(title);
  column.title = std::move(title);
  return column;
}

Tone tone_of(Verdict verdict) {
  if (verdict == Verdict::kPassed) return Tone::kGood;
  const bool open = verdict == Verdict::kGraderFault || verdict == Verdict::kNotSubmitted ||
                    verdict == Verdict::kNotImplemented;
  return open ? Tone::kOpen : Tone::kBad;
}

Cell cell_of(const ExerciseResult& exercise) {
  const Verdict verdict = exercise.graded() ? exercise.verdict : Verdict::kGraderFault;
  std::string points = exercise.graded() ? std::to_string(exercise.points()) : "-";
  points.insert(0, 3 - std::min<std::size_t>(points.size(), 3), ' ');
  return {points + " " + std::string(name(verdict)), tone_of(verdict)};
}

Cell total_of(const StudentResult& student) {
  int points = 0;
  int max = 0;
  for (const ExerciseResult& exercise : student.exercises) {
    points += exercise.points();
    max += exercise.max_points();
  }
  return {(all_graded(student) ? std::to_string(points) : "-") + "/" + std::to_string(max)};
}

Column student_column(const std::vector<StudentResult>& students, std::size_t width) {
  Column column = new_column("student");
  for (const StudentResult& student : students) {
    column.add({printable(student.student, Lines::kEscape)});
  }
  column.width = std::min(column.width, std::max<std::size_t>(width / 4, 10));
  return column;
}

// The exercises and the total.
std::vector<Column> grade_columns(const std::vector<StudentResult>& students) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < students.front().exercises.size(); ++i) {
    columns.push_back(new_column(printable_name(students.front().exercises[i].exercise)));
    for (const StudentResult& student : students) {
      columns.back().add(cell_of(student.exercises.at(i)));
    }
  }
  columns.push_back(new_column("total"));
  for (const StudentResult& student : students) columns.back().add(total_of(student));
  return columns;
}

std::string coloured(const std::string& text, Tone tone, bool colour) {
  if (!colour || tone == Tone::kPlain) return text;
  const char* start = tone == Tone::kGood  ? "\x1b[32m"
                      : tone == Tone::kBad ? "\x1b[31m"
                                           : "\x1b[33m";
  return start + text + "\x1b[0m";
}

using Block = std::vector<const Column*>;

std::string line_of(const Block& block, bool colour, std::size_t row) {
  std::string line;
  for (const Column* column : block) {
    const Cell cell = row == 0 ? Cell{column->title} : column->cells[row - 1];
    const bool last = column == block.back();
    const std::string text = last ? cell.text : fit(cell.text, column->width);
    line += coloured(text, cell.tone, colour);
    if (!last) line += std::string(kGap, ' ');
  }
  return line + "\n";
}

std::string block_text(const Block& block, bool colour) {
  std::size_t width = 0;
  for (const Column* column : block) width += column->width + kGap;
  std::string text = line_of(block, colour, 0) + std::string(width - kGap, '-') + "\n";
  const std::size_t rows = block.front()->cells.size();
  for (std::size_t row = 1; row <= rows; ++row) text += line_of(block, colour, row);
  return text;
}

}  // namespace

std::string grade_table(const std::vector<StudentResult>& students, const TableStyle& style) {
  if (students.empty()) return "There are no submissions.\n";
  const std::size_t width = std::max(style.width, kNarrowest);
  const Column names = student_column(students, width);
  const std::vector<Column> columns = grade_columns(students);
  std::string text;
  for (std::size_t next = 0; next < columns.size();) {
    Block block = {&names};
    std::size_t used = names.width;
    do {
      used += kGap + columns[next].width;
      block.push_back(&columns[next]);
      ++next;
    } while (next < columns.size() && used + kGap + columns[next].width <= width);
    text += (text.empty() ? "" : "\n") + block_text(block, style.colour);
  }
  for (const StudentResult& student : students) text += details_of(student, width);
  return text;
}

}  // namespace lockstep
