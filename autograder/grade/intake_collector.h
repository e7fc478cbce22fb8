// SPDX-License-Identifier: MIT
// Gathers what one submission holds, wherever it comes from, and words its notes.
#ifndef AUTOGRADER_GRADE_INTAKE_COLLECTOR_H_
#define AUTOGRADER_GRADE_INTAKE_COLLECTOR_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "autograder/grade/intake.h"

namespace lockstep {

// A place is a path within the submission with '/' between the parts, in the submission's own
// bytes. Keeps the limits on members and bytes; memory is bounded by them. Not thread-safe.
class Collector {
 public:
  // Both must outlive the collector.
  Collector(const std::set<std::string>& exercises, const IntakeLimits& limits);

  const IntakeLimits& limits() const { return limits_; }

  // Counts one more file, folder or other thing; more decompressed bytes. False when that is over
  // the limit: the submission is refused then, and its reader must stop.
  bool count_member();
  bool count_bytes(std::uint64_t bytes);

  // Members that may still come.
  std::size_t members_left() const { return limits_.members - members_; }

  // The exercise that the regular file at `place` is for. Nothing when it is for none: then it need
  // not be read, and is remembered as far as somebody should hear of it.
  std::optional<std::string> wanted(std::string_view place);

  // The content of a wanted file.
  void take(const std::string& exercise, std::string_view place, std::string content);

  // A wanted file that cannot be taken; `why` is the note. No other file is taken for the exercise
  // either: we do not know which one was meant.
  void give_up(const std::string& exercise, std::string why);
  void too_large(const std::string& exercise, std::string_view place);

  // Something that is odd and that was passed over.
  void note(std::string text);

  // Takes nothing of the whole submission, because of `why`.
  void refuse(std::string why);

  // Something could not be read, which is the machine's doing and not the student's. Returns the
  // note that says so.
  std::string unreadable(std::string_view place, const std::string& reason);

  // The submission, and the end of this collector.
  Submission finish(std::string student) &&;

 private:
  struct Found {
    std::string place;
    std::string content;
  };
  struct NearMiss {
    std::string place;
    std::string exercise;
  };

  void note_near_misses();
  void note_unknown();
  void note_if_nothing_was_found();

  const std::set<std::string>& exercises_;
  const IntakeLimits& limits_;
  std::size_t members_ = 0;
  std::uint64_t bytes_ = 0;
  bool refused_ = false;
  bool unreadable_ = false;
  std::map<std::string, Found> found_;  // by exercise
  std::set<std::string> given_up_;      // exercises for which nothing is taken
  std::vector<NearMiss> near_misses_;   // source files with nearly the name of an exercise
  std::vector<std::string> unknown_;    // other source files, quoted
  std::vector<std::string> archives_;   // archives within the submission, quoted
  std::vector<std::string> notes_;      // at most kMostNotes
  std::size_t more_notes_ = 0;          // that were dropped
};

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_COLLECTOR_H_
