// SPDX-License-Identifier: MIT
// How a hidden test is written: a GoogleTest test with points and a sentence that a student may
// read.
//
//   CLAIM(Semaphore, OnePermitLetsOneThreadIn, 10, "one permit lets one thread in at a time") {
//     ...
//     EXPECT_EQ(inside, 1) << because("two threads were inside at once");
//   }
//
// A student sees the sentence and what was said with because(); the rest of an assertion's text
// (the expression, the line) is for the instructor only.
#ifndef AUTOGRADER_HARNESS_CLAIM_H_
#define AUTOGRADER_HARNESS_CLAIM_H_

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace lockstep {
namespace harness {

struct Claim {
  const char* subject;   // "Semaphore"
  const char* name;      // "OnePermitLetsOneThreadIn"
  int points;            // above 0; the claims of an exercise add up to 100
  const char* sentence;  // the property, in words
  const char* file;      // where it is defined
  int line;
  testing::Test* (*make)();  // GoogleTest owns what it returns
};

// Every claim linked into this binary, in the order of their definitions. Filled before main().
std::vector<Claim>& all_claims();

// Adds a claim; returns true. Called by CLAIM only.
bool add_claim(const Claim& claim);

// Encloses in an assertion's message what is meant for the student (ASCII's unit separator).
inline constexpr char kBecause = '\x1f';

}  // namespace harness

// Marks the part of an assertion's message that is meant for the student.
std::string because(const std::string& words);

}  // namespace lockstep

// Not TEST: main() hands GoogleTest the claims that it is to run, which for the runner is one. All
// of them in each process, before main(), was a tenth of what a process costs.
#define CLAIM(subject, name, points, sentence)                                  \
  class subject##_##name##_Claim : public ::testing::Test {                     \
    void TestBody() override;                                                   \
  };                                                                            \
  [[maybe_unused]] static const bool subject##_##name##_is_a_claim =            \
      ::lockstep::harness::add_claim(                                           \
          {#subject, #name, (points), (sentence), __FILE__, __LINE__,           \
           []() -> ::testing::Test* { return new subject##_##name##_Claim; }}); \
  void subject##_##name##_Claim::TestBody()

#endif  // AUTOGRADER_HARNESS_CLAIM_H_
