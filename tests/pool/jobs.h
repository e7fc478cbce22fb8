// SPDX-License-Identifier: MIT
// What the claims of a task scheduler share: its events in words.
#ifndef TESTS_POOL_JOBS_H_
#define TESTS_POOL_JOBS_H_

#include <signal.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/pool/task_scheduler.h"

namespace lockstep {

// "2 begun", "2 reported 50", "2 ended 0"; "no more" when no job is left.
inline std::string word_for(const std::optional<Event>& event) {
  if (!event) return "no more";
  static constexpr const char* kWords[] = {"begun", "reported", "ended",
                                           "died",  "overran",  "refused"};
  const std::string words =
      std::to_string(event->job) + " " + kWords[static_cast<int>(event->what)];
  return event->what == What::kBegun ? words : words + " " + std::to_string(event->number);
}

inline std::string next_of(TaskScheduler& scheduler) { return word_for(scheduler.next()); }

// The next events are these.
inline void expect(TaskScheduler& scheduler, const std::vector<std::string>& events,
                   const std::string& reason) {
  for (const std::string& event : events) {
    const std::string next = next_of(scheduler);
    EXPECT_EQ(next, event) << because(reason + ": expected \"" + event + "\", got \"" + next +
                                      "\"");
    if (next != event) return;
  }
}

// The next event is that a run of this job has begun. Its process; one that is not there if not.
inline pid_t begin_of(TaskScheduler& scheduler, int job) {
  const auto event = scheduler.next();
  const bool begun = event && event->job == job && event->what == What::kBegun;
  EXPECT_TRUE(begun) << because("expected \"" + std::to_string(job) + " begun\", got \"" +
                                word_for(event) + "\"");
  constexpr pid_t kNobody = 0x7fffffff;
  return begun && event->number > 1 ? event->number : kNobody;
}

// Which jobs begin, in order, until this event; without one, until none is left.
inline std::string begins_until(TaskScheduler& scheduler, const std::string& last) {
  std::string begins;
  for (;;) {
    const auto event = scheduler.next();
    if (event && event->what == What::kBegun) begins += " " + std::to_string(event->job);
    if (!event || word_for(event) == last) return begins.empty() ? begins : begins.substr(1);
  }
}

inline std::string begins_of(TaskScheduler& scheduler) { return begins_until(scheduler, ""); }

// A function that does nothing.
inline int nothing(const Report&) { return 0; }

// A function that never ends, whatever signal asks for it.
inline int for_ever(const Report&) {
  ::signal(SIGTERM, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);
  for (;;) ::pause();
}

}  // namespace lockstep

#endif  // TESTS_POOL_JOBS_H_
