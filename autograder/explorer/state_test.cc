// SPDX-License-Identifier: MIT
// What a run leaves in the student's statics and thread_locals is gone in the next one. The subject
// is linked between state_begin and state_end.
#include <atomic>
#include <thread>

#include "autograder/explorer/state_subject.h"
#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {

int subject_constructions = 0;
int subject_destructions = 0;

namespace {

TEST(State, IsPutBackBeforeEachRun) {
  expect_passes([] {
    std::thread other([] {
      SubjectState state = use_subject();
      EXPECT_EQ(state.in_thread, 21);
      EXPECT_EQ(state.in_thread_zero, 1);
      EXPECT_EQ(state.in_thread_made, 101);
    });
    other.join();
    SubjectState state = use_subject();
    EXPECT_EQ(state.plain, 12);
    EXPECT_EQ(state.zero, 2);
    EXPECT_EQ(state.in_function, 102);
    EXPECT_EQ(state.in_inline, 32);
    EXPECT_EQ(state.in_list, 1002);
    EXPECT_EQ(state.in_thread, 21);
    EXPECT_EQ(state.in_thread_zero, 1);
    EXPECT_EQ(state.in_thread_made, 101);
  });
}

TEST(State, WhatARunConstructsItDestroys) {
  int constructed = subject_constructions;
  int destroyed = subject_destructions;
  Result result = explored_with(
      "random",
      [] {
        std::atomic<int> choices = 0;
        std::thread other([&] {
          ++choices;
          use_subject();
        });
        ++choices;
        other.join();
        use_subject();
      },
      50);
  expect_outcome(Outcome::kPassed, result);
  EXPECT_EQ(subject_constructions - constructed, 50 * 3);  // the static, and one for each thread
  EXPECT_EQ(subject_destructions - destroyed, 50 * 3);
}

TEST(State, OfTheProcessIsLeftAlone) {
  SubjectState before = use_subject();
  expect_passes([] { use_subject(); });
  SubjectState after = use_subject();
  EXPECT_EQ(after.plain, before.plain + 1);
  EXPECT_EQ(after.in_function, before.in_function + 1);
  EXPECT_EQ(after.in_list, before.in_list + 1);
  EXPECT_EQ(after.in_thread, before.in_thread + 1);
}

// Two threads may come to a function-local static at once: one constructs, the other waits.
TEST(State, AStaticIsConstructedOnce) {
  static int constructions;
  expect_passes([] {
    struct Slow {
      Slow() {
        std::this_thread::yield();
        ++constructions;
      }
    };
    constructions = 0;
    auto use = [] { static Slow slow; };
    std::thread a(use);
    std::thread b(use);
    a.join();
    b.join();
    EXPECT_LE(constructions, 1);
  });
}

}  // namespace
}  // namespace lockstep::explorer
