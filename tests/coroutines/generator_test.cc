// SPDX-License-Identifier: MIT
// The claims of the exercise `generator` on values and steps. Those on exceptions and on frames are
// in generator_exception_test.cc and generator_frame_test.cc.
//
// One thread steps a generator in one order, so they need no explorer; but those that could go on
// for ever are told to stop.
#include "lessons/coroutines/generator.h"

#include <thread>
#include <utility>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using Values = std::vector<int>;

// Counts in `steps` how often the body was run on.
Generator count(int first, int last, int* steps) {
  ++*steps;
  for (int value = first; value <= last; ++value) {
    co_yield value;
    ++*steps;
  }
}

Generator nothing() { co_return; }

Generator stop_early(bool early) {
  co_yield 1;
  if (early) co_return;
  co_yield 2;
}

Values all_of(Generator generator) {
  Values values;
  for (const int value : generator) {
    values.push_back(value);
    if (values.size() > 100) break;  // never ends
  }
  return values;
}

CLAIM(Generator, RunsNothingUntilItIsAsked, 10, "only begin() and ++ run the body, one step each") {
  int steps = 0;
  {
    Generator generator = count(1, 3, &steps);
    ASSERT_EQ(steps, 0) << because("making a generator ran its body");
    Generator moved = std::move(generator);
    ASSERT_EQ(steps, 0) << because("moving a generator ran its body");
    auto at = moved.begin();
    for (int made = 1; made <= 3; ++made) {
      ASSERT_EQ(steps, made) << because("begin() and each ++ run the body to its next co_yield");
      ++at;
    }
    EXPECT_EQ(steps, 4) << because("the last ++ runs the body to its end");
  }
  {
    Generator generator = count(1, 3, &steps);
    generator.begin();
    EXPECT_EQ(steps, 5) << because("begin() runs the body to its first co_yield");
  }
  EXPECT_EQ(steps, 5) << because("dropping a generator ran its body");
}

CLAIM(Generator, GivesEveryValueInOrder, 12, "the values come in order, the first and last too") {
  int steps = 0;
  EXPECT_EQ(all_of(count(-1, 1, &steps)), (Values{-1, 0, 1}))
      << because("not each value came once and in order");
  EXPECT_EQ(all_of(count(7, 7, &steps)), Values{7}) << because("one value, and it did not come");
  EXPECT_EQ(all_of(nothing()), Values{}) << because("a body without co_yield gave a value");
  EXPECT_EQ(all_of(stop_early(true)), Values{1}) << because("co_return is the end");
  EXPECT_EQ(all_of(stop_early(false)), (Values{1, 2}))
      << because("not each value came once and in order");
}

CLAIM(Generator, ReadingRunsNothing, 5, "reading a value and comparing run nothing") {
  int steps = 0;
  Generator generator = count(5, 6, &steps);
  auto at = generator.begin();
  for (int round = 0; round < 3; ++round) {
    ASSERT_EQ(*at, 5) << because("the value changed without a step");
    ASSERT_FALSE(at == std::default_sentinel) << because("the end came before the last value");
  }
  EXPECT_EQ(steps, 1) << because("reading or comparing ran the body");
  at++;
  EXPECT_EQ(steps, 2) << because("++ ran the body more than one step");
}

CLAIM(Generator, CopiesStandAtTheSamePlace, 3,
      "all copies of an iterator stand at the same place, the end too") {
  int steps = 0;
  Generator generator = count(5, 6, &steps);
  auto at = generator.begin();
  const auto copy = at;
  ASSERT_EQ(*copy, 5) << because("a copy of the iterator does not stand at the same value");
  ++at;
  ASSERT_EQ(*copy, 6) << because("a copy of the iterator does not stand at the same value");
  ++at;
  EXPECT_TRUE(copy == std::default_sentinel)
      << because("the body has ended, and a copy of the iterator is not at the end");
}

Generator doubled(Generator inner) {
  for (const int value : inner) co_yield 2 * value;
}

CLAIM(Generator, GeneratorsDoNotDisturbEachOther, 5,
      "generators may be used at once, within each other and by several threads") {
  int steps = 0;
  Generator one = count(1, 3, &steps);
  Generator two = count(11, 13, &steps);
  auto at_one = one.begin();
  auto at_two = two.begin();
  EXPECT_EQ(*at_one, 1) << because("the step of one generator changed the value of another");
  ++at_one;
  EXPECT_EQ(*at_two, 11) << because("the step of one generator changed the value of another");
  EXPECT_EQ(all_of(doubled(doubled(count(1, 3, &steps)))), (Values{4, 8, 12}))
      << because("a generator that uses another one gave wrong values");
  explore_claim([] {
    const auto use = [] {
      int own_steps = 0;
      EXPECT_EQ(all_of(count(1, 3, &own_steps)), (Values{1, 2, 3}))
          << because("not each value came once and in order");
    };
    together(use, use);
  });
}

CLAIM(Generator, GoesFromThreadToThread, 6,
      "a generator may be stepped by one thread after the other") {
  explore_claim([] {
    int steps = 0;
    Generator generator = count(1, 2, &steps);
    auto at = generator.begin();
    together([&] {
      EXPECT_EQ(*at, 1) << because("another thread does not find the value");
      ++at;
    });
    EXPECT_EQ(*at, 2) << because("another thread does not find the value");
    together([&] { const Generator gone = std::move(generator); });
  });
}

}  // namespace
}  // namespace lockstep
