// SPDX-License-Identifier: MIT
// The claims of the exercise `generator` on exceptions that leave the body.
#include <stdexcept>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/generator.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using Values = std::vector<int>;

Generator fail_after(int values) {
  for (int value = 1; value <= values; ++value) co_yield value;
  throw std::runtime_error("the body failed");
}

CLAIM(Generator, ExceptionsComeOutOfTheStep, 10,
      "what leaves the body comes out of the step that ran it, once; then is the end") {
  for (const int values : {0, 1, 3}) {
    Generator generator = fail_after(values);
    Values seen;
    bool failed = false;
    try {
      for (const int value : generator) seen.push_back(value);
    } catch (const std::runtime_error&) {
      failed = true;
    }
    EXPECT_TRUE(failed) << because("an exception left the body, and did not come out of the step");
    Values expected;
    for (int value = 1; value <= values; ++value) expected.push_back(value);
    EXPECT_EQ(seen, expected) << because("not all values came before the exception");
  }
  Generator generator = fail_after(1);
  auto at = generator.begin();
  EXPECT_THROW(++at, std::runtime_error) << because("the exception was lost");
  bool again = false;
  try {
    EXPECT_TRUE(at == std::default_sentinel)
        << because("a generator that has thrown is not at its end");
  } catch (const std::runtime_error&) {
    again = true;
  }
  EXPECT_FALSE(again) << because("an exception came out twice");
}

Generator throw_number(int number) {
  co_yield 1;
  throw number;
}

CLAIM(Generator, AnythingMayLeaveTheBody, 4, "an exception of any type comes out of the step") {
  Generator generator = throw_number(42);
  auto at = generator.begin();
  int thrown = 0;
  try {
    ++at;
  } catch (int number) {
    thrown = number;
  }
  EXPECT_EQ(thrown, 42) << because("the body threw the number 42, and it did not come out");
}

CLAIM(Generator, ThreadsHaveTheirOwnExceptions, 3,
      "two threads may step generators of their own that throw") {
  explore_claim([] {
    const auto use = [](int number) {
      Generator generator = throw_number(number);
      auto at = generator.begin();
      try {
        ++at;
        ADD_FAILURE() << because("an exception left the body, and did not come out of the step");
      } catch (int thrown) {
        EXPECT_EQ(thrown, number) << because("a thread got the exception of another one");
      }
    };
    together([&] { use(1); }, [&] { use(2); });
  });
}

}  // namespace
}  // namespace lockstep
