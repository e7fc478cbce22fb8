// SPDX-License-Identifier: MIT
// grade: grades a folder of submissions. tools/grade builds and starts it.
//
// Exit code: 0 everything was graded, 1 it was called wrongly, 2 something could not be graded
// because of us.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/base/file.h"
#include "autograder/grade/catalog.h"
#include "autograder/grade/grading.h"
#include "autograder/grade/intake.h"
#include "autograder/grade/progress.h"
#include "autograder/report/csv.h"
#include "autograder/report/gradescope.h"
#include "autograder/report/junit.h"
#include "autograder/report/report_name.h"
#include "autograder/report/table.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string workspace;
  std::string folder;
  std::string out = "grades";
  std::vector<std::string> lessons;
  std::vector<std::string> bazel_flags;
};

enum ExitCode { kAllGraded = 0, kUsage = 1, kOurFault = 2, kInterrupted = 130 };

// Thrown for what the person at the terminal can put right.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::set<std::string> names_of(const std::vector<ExerciseName>& exercises) {
  std::set<std::string> names;
  for (const ExerciseName& name : exercises) names.insert(name.exercise);
  return names;
}

// Without --lesson: the lessons of which anybody submitted anything, or all when nobody did.
std::vector<ExerciseName> exercises_to_grade(const std::vector<ExerciseName>& all,
                                             const std::vector<Submission>& submissions,
                                             const Options& options) {
  if (!options.lessons.empty()) return of_lessons(all, options.lessons);
  std::vector<std::string> lessons;
  for (const ExerciseName& name : all) {
    const bool submitted = std::ranges::any_of(
        submissions, [&](const Submission& s) { return s.files.contains(name.exercise); });
    if (submitted) lessons.push_back(name.lesson);
  }
  return lessons.empty() ? all : of_lessons(all, lessons);
}

void write_reports(const fs::path& out, const std::vector<StudentResult>& students) {
  for (const StudentResult& student : students) {
    const fs::path folder = out / "students" / report_name(student.student);
    fs::create_directories(folder);
    write_file(folder / "results.json", gradescope_json(student));
    write_file(folder / "junit.xml", junit_xml(student));
  }
  write_file(out / "grades.csv", grades_csv(students));
}

TableStyle style_of_terminal() {
  TableStyle style;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.width = size.ws_col;
  style.colour = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return style;
}

std::vector<Submission> read_submissions(const Options& options,
                                         const std::vector<ExerciseName>& all) {
  if (!fs::is_directory(options.folder)) {
    throw UsageError(options.folder +
                     " is not a folder: give the folder that has one folder, .zip "
                     "or .tar.gz for each student");
  }
  std::vector<Submission> submissions = read_class(options.folder, names_of(all));
  if (submissions.empty()) {
    throw UsageError(options.folder +
                     " is empty: expected one folder, .zip or .tar.gz for each "
                     "student in it");
  }
  return submissions;
}

// The exercises of the course, and those to grade, or a usage error.
std::vector<ExerciseName> catalog_for(const Options& options) {
  try {
    const std::vector<ExerciseName> all = read_catalog(options.workspace);
    of_lessons(all, options.lessons);
    return all;
  } catch (const std::runtime_error& e) {
    throw UsageError(e.what());
  }
}

bool all_graded(const std::vector<StudentResult>& students) {
  for (const StudentResult& student : students) {
    if (!std::ranges::all_of(student.exercises, &ExerciseResult::graded)) return false;
  }
  return true;
}

int grade_class(const Options& options) {
  Progress progress;
  const std::vector<ExerciseName> all = catalog_for(options);
  const std::vector<Submission> submissions = read_submissions(options, all);
  fs::create_directories(options.out);  // found out now, not after the work
  GradingRequest request;
  request.workspace = options.workspace;
  request.exercises = exercises_to_grade(all, submissions, options);
  request.submissions = submissions;
  request.bazel_flags = options.bazel_flags;
  request.say = [&](const std::string& line) { progress.say(line); };
  request.on_progress = [&](int done, int of) { progress.at(done, of); };
  progress.say(std::to_string(submissions.size()) + " submissions, " +
               std::to_string(request.exercises.size()) + " exercises");
  const Graded graded = grade(request);
  progress.finish();
  if (graded.interrupted) {
    progress.say("interrupted: what is done is kept, the same command does the rest");
    return kInterrupted;
  }
  write_reports(options.out, graded.students);
  std::fputs(grade_table(graded.students, style_of_terminal()).c_str(), stdout);
  std::printf(
      "\nWritten to %s: grades.csv, and for each student results.json and junit.xml, which show "
      "the\n"
      "failing interleavings step by step\n",
      options.out.c_str());
  return all_graded(graded.students) ? kAllGraded : kOurFault;
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("class", options.folder,
                 "the folder of submissions: one folder, .zip or .tar.gz for each student")
      ->required();
  app.add_option("--out", options.out, "where grades are written")->capture_default_str();
  app.add_option("--lesson", options.lessons,
                 "grade this lesson only (may be given again); otherwise every lesson of which "
                 "somebody submitted something");
  app.add_option("--bazel_flag", options.bazel_flags,
                 "a further flag for bazel build (may be given again), for example "
                 "--bazel_flag=--remote_executor=grpc://...");
  app.add_option("--workspace", options.workspace, "the course's repository")->required();
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  using namespace lockstep;
  Options options;
  CLI::App app("Grades a folder of submissions.", "grade");
  add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kAllGraded : kUsage;
  }
  // Bazel is interrupted with us and tells; we stay to say what became of the run.
  std::signal(SIGINT, [](int) {});
  try {
    return grade_class(options);
  } catch (const UsageError& e) {
    std::fprintf(stderr, "grade: %s\n", e.what());
    return kUsage;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "grade: %s\n", e.what());
    return kOurFault;
  }
}
