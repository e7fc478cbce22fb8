// SPDX-License-Identifier: MIT
// Shows how a generator is used. These cases are a start: the grading looks at more, also at every
// frame being freed. They run on one thread, in one order, so they do without the explorer.
#include "lessons/coroutines/generator.h"

#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

static_assert(std::input_iterator<Generator::Iterator>);

Generator count_to(int last, int* begun) {
  ++*begun;
  for (int value = 1; value <= last; ++value) co_yield value;
}

Generator count_from(int first) {
  for (int value = first;; ++value) co_yield value;
}

Generator one_and_then_an_error() {
  co_yield 1;
  throw std::runtime_error("no two");
}

TEST(Generator, GivesOneValueAfterTheOther) {
  int begun = 0;
  std::vector<int> values;
  for (const int value : count_to(3, &begun)) values.push_back(value);
  EXPECT_EQ(values, (std::vector<int>{1, 2, 3}));
}

TEST(Generator, RunsNothingUntilBegin) {
  int begun = 0;
  Generator generator = count_to(3, &begun);
  EXPECT_EQ(begun, 0) << "the body ran before begin()";
  generator.begin();
  EXPECT_EQ(begun, 1) << "begin() did not run the body, or ran it twice";
}

TEST(Generator, MayGoOnForEver) {
  Generator generator = count_from(5);
  auto at = generator.begin();
  EXPECT_EQ(*at, 5);
  ++at;
  EXPECT_EQ(*at, 6);
  EXPECT_FALSE(at == std::default_sentinel) << "it has no end";
}

TEST(Generator, ThrowsWhatItsBodyThrows) {
  Generator generator = one_and_then_an_error();
  auto at = generator.begin();
  EXPECT_EQ(*at, 1);
  EXPECT_THROW(++at, std::runtime_error);
  EXPECT_TRUE(at == std::default_sentinel) << "a generator that has thrown is at its end";
}

TEST(Generator, MovesItsCoroutine) {
  Generator first = count_from(1);
  Generator second = std::move(first);
  EXPECT_EQ(*second.begin(), 1);
  EXPECT_TRUE(first.begin() == std::default_sentinel) << "a moved-from generator has no values";
}

}  // namespace
}  // namespace lockstep
