// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_collector.h"

#include <algorithm>
#include <utility>

#include "autograder/base/utf8.h"
#include "autograder/grade/intake_kind.h"
#include "autograder/grade/intake_names.h"

namespace lockstep {
namespace {

constexpr std::size_t kMostNotes = 20;  // what a reader bears; a hostile archive has thousands
constexpr std::size_t kMostNames = 3;   // named in one note

std::string size_in_words(std::size_t bytes) {
  constexpr std::size_t kKib = 1024;
  if (bytes >= kKib * kKib && bytes % (kKib * kKib) == 0) {
    return std::to_string(bytes / kKib / kKib) + " MiB";
  }
  if (bytes >= kKib && bytes % kKib == 0) return std::to_string(bytes / kKib) + " KiB";
  return std::to_string(bytes) + " bytes";
}

// "a", "b", "c" and 4 more
std::string some_of(const std::vector<std::string>& names) {
  std::string text;
  const std::size_t shown = std::min(names.size(), kMostNames);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

// The visible test of an exercise comes with the handout; to hand it in is no mistake.
bool is_visible_test(std::string_view place, const std::set<std::string>& exercises) {
  constexpr std::string_view kEnd = "_test.cc";
  const std::string_view name = base_name(place);
  return name.ends_with(kEnd) &&
         exercises.contains(std::string(name.substr(0, name.size() - kEnd.size())));
}

}  // namespace

Collector::Collector(const std::set<std::string>& exercises, const IntakeLimits& limits)
    : exercises_(exercises), limits_(limits) {}

bool Collector::count_member() {
  if (members_ < limits_.members) {
    ++members_;
    return true;
  }
  refuse("There are more than " + std::to_string(limits_.members) +
         " files and folders in the submission; nothing of it was read. Hand in the exercise files "
         "only, without build output.");
  return false;
}

bool Collector::count_bytes(std::uint64_t bytes) {
  if (bytes <= limits_.total_bytes - bytes_) {
    bytes_ += bytes;
    return true;
  }
  refuse("The submission is larger than " + size_in_words(limits_.total_bytes) +
         " when unpacked; nothing of it was read. Hand in the exercise files only, without build "
         "output.");
  return false;
}

std::optional<std::string> Collector::wanted(std::string_view place) {
  if (is_clutter(place)) return std::nullopt;
  if (auto exercise = exercise_of(place, exercises_)) return exercise;
  if (is_visible_test(place, exercises_)) return std::nullopt;
  if (auto nearest = nearest_exercise(place, exercises_)) {
    near_misses_.push_back({in_quotes(place), *std::move(nearest)});
  } else if (place.ends_with(".cc")) {
    unknown_.push_back(in_quotes(place));
  } else if (archive_kind_of_name(place) != ArchiveKind::kNone) {
    archives_.push_back(in_quotes(place));
  }
  return std::nullopt;
}

void Collector::take(const std::string& exercise, std::string_view place, std::string content) {
  const auto known = found_.find(exercise);
  if (known == found_.end()) {
    found_.emplace(exercise, Found{in_quotes(place), std::move(content)});
  } else if (known->second.content != content) {
    give_up(exercise, "There are two different files for the exercise " + exercise + ": " +
                          known->second.place + " and " + in_quotes(place) +
                          ". Neither was taken. Hand in the one that counts.");
  }
}

void Collector::give_up(const std::string& exercise, std::string why) {
  given_up_.insert(exercise);
  note(std::move(why));
}

void Collector::too_large(const std::string& exercise, std::string_view place) {
  give_up(exercise, "The file " + in_quotes(place) + " is larger than " +
                        size_in_words(limits_.file_bytes) +
                        " and was not taken. Make it smaller and hand it in again.");
}

void Collector::note(std::string text) {
  if (notes_.size() < kMostNotes) {
    notes_.push_back(std::move(text));
  } else {
    ++more_notes_;
  }
}

void Collector::refuse(std::string why) {
  if (refused_) return;
  refused_ = true;
  // What was noted so far is about single files, of which none counts any more.
  notes_ = {std::move(why)};
  more_notes_ = 0;
}

void Collector::note_near_misses() {
  for (const NearMiss& miss : near_misses_) {
    const bool is_there = found_.contains(miss.exercise) || given_up_.contains(miss.exercise);
    if (is_there) {
      unknown_.push_back(miss.place);
      continue;
    }
    note("The file " + miss.place + " was not taken: the exercise's file is called " +
         miss.exercise + ".cc. If it was meant for that, rename it and hand it in again.");
  }
}

void Collector::note_unknown() {
  if (unknown_.empty()) return;
  note("Not files of an exercise, and not read: " + some_of(unknown_) +
       ". An exercise is one file with the exercise's name; put all code of it there.");
}

void Collector::note_if_nothing_was_found() {
  if (!found_.empty() || !given_up_.empty()) return;
  if (!archives_.empty()) {
    note("There is an archive within the submission, which was not read: " + some_of(archives_) +
         ". Unpack it and hand in the exercise files themselves.");
  } else if (members_ == 0) {
    note("The submission is empty. Hand in the exercise files.");
  } else if (notes_.empty()) {
    const std::string example =
        exercises_.empty() ? "" : ", such as " + *exercises_.begin() + ".cc";
    note(
        "There is no exercise file in the submission. Hand in the files under the names that they "
        "have in the course" +
        example + ".");
  }
}

std::string Collector::unreadable(std::string_view place, const std::string& reason) {
  unreadable_ = true;
  return in_quotes(place) + " cannot be read (" + reason + "). Make it readable and grade again.";
}

Submission Collector::finish(std::string student) && {
  Submission submission;
  submission.student = std::move(student);
  submission.unreadable = unreadable_;
  if (!refused_) {
    note_near_misses();
    note_unknown();
    note_if_nothing_was_found();
    for (auto& [exercise, found] : found_) {
      if (!given_up_.contains(exercise)) submission.files[exercise] = std::move(found.content);
    }
  }
  submission.notes = std::move(notes_);
  if (more_notes_ > 0) {
    submission.notes.push_back("There are " + std::to_string(more_notes_) +
                               " more notes of these kinds.");
  }
  return submission;
}

}  // namespace lockstep
