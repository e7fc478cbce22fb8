// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_testing.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "autograder/base/check.h"

namespace lockstep {
namespace {

std::string all_notes(const Submission& submission) {
  std::string text;
  for (const std::string& note : submission.notes) text += note + "\n";
  return text;
}

}  // namespace

ClassFolder::ClassFolder() {
  std::string pattern = testing::TempDir() + "class_XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) check("mkdtemp", -1);
  path_ = pattern;
}

ClassFolder::~ClassFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void ClassFolder::file(const std::string& path, const std::string& content) {
  std::filesystem::create_directories((path_ / path).parent_path());
  std::ofstream out(path_ / path, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

void ClassFolder::folder(const std::string& path) {
  std::filesystem::create_directories(path_ / path);
}

void ClassFolder::link(const std::string& path, const std::string& target) {
  std::filesystem::create_directories((path_ / path).parent_path());
  check("symlink", ::symlink(target.c_str(), (path_ / path).c_str()));
}

void ClassFolder::fifo(const std::string& path) {
  std::filesystem::create_directories((path_ / path).parent_path());
  check("mkfifo", ::mkfifo((path_ / path).c_str(), 0600));
}

std::vector<Submission> ClassFolder::read(const IntakeLimits& limits) const {
  return read_class(path_, {"bounded_semaphore", "event", "semaphore"}, limits);
}

Submission ClassFolder::read_one(const IntakeLimits& limits) const {
  std::vector<Submission> all = read(limits);
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? Submission{} : std::move(all.front());
}

Submission read_packed(const std::string& bytes, const std::string& name,
                       const IntakeLimits& limits) {
  ClassFolder folder;
  folder.file(name, bytes);
  return folder.read_one(limits);
}

Submission read_members(Packing packing, const std::vector<Member>& members,
                        const IntakeLimits& limits) {
  return read_packed(pack(packing, members), usual_name(packing), limits);
}

testing::AssertionResult mentions(const Submission& submission, const std::string& words) {
  for (const std::string& note : submission.notes) {
    if (note.find(words) != std::string::npos) return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << "no note says: " << words << "\nThe notes are:\n"
                                     << all_notes(submission);
}

testing::AssertionResult has_notes(const Submission& submission,
                                   const std::vector<std::string>& words) {
  bool same = submission.notes.size() == words.size();
  for (std::size_t i = 0; same && i < words.size(); ++i) {
    same = submission.notes[i].find(words[i]) != std::string::npos;
  }
  if (same) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "the notes are:\n" << all_notes(submission);
}

}  // namespace lockstep
