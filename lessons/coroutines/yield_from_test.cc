// SPDX-License-Identifier: MIT
// Shows how a dialog is used. These cases are a start: the grading looks at more, also at how much
// a step costs in the depth, and at every frame being freed.
#include "lessons/coroutines/yield_from.h"

#include <stdexcept>
#include <vector>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

Dialog ask_twice() {
  const int first = co_yield 1;
  const int second = co_yield 2;
  co_return first + second;
}

Dialog ten_times() { co_return 10 * (co_yield ask_twice()); }

Dialog fail() {
  co_yield 1;
  throw std::runtime_error("the inner one failed");
}

Dialog catch_it() {
  bool failed = false;
  try {
    co_yield fail();
  } catch (const std::runtime_error&) {
    failed = true;  // no co_yield here: the language has none in a catch block
  }
  if (failed) co_yield 99;
  co_return 0;
}

Dialog nest(int depth) {
  if (depth == 0) co_return co_yield 7;
  co_return 1 + (co_yield nest(depth - 1));
}

TEST(YieldFrom, GivesAndTakes) {
  Dialog dialog = ask_twice();
  EXPECT_EQ(dialog.next(), 1);
  EXPECT_EQ(dialog.send(5), 2);
  EXPECT_EQ(dialog.send(6), std::nullopt) << "it has ended";
  EXPECT_EQ(dialog.result(), 11);
}

TEST(YieldFrom, HandsTheCallerOver) {
  Dialog dialog = ten_times();
  EXPECT_EQ(dialog.next(), 1) << "from the inner one";
  EXPECT_EQ(dialog.send(5), 2);
  EXPECT_EQ(dialog.send(6), std::nullopt);
  EXPECT_EQ(dialog.result(), 110);
}

TEST(YieldFrom, PassesExceptionsOutwards) {
  Dialog dialog = catch_it();
  EXPECT_EQ(dialog.next(), 1);
  EXPECT_EQ(dialog.next(), 99) << "the outer body catches what leaves the inner one";
  EXPECT_EQ(dialog.next(), std::nullopt);
}

TEST(YieldFrom, GoesDeep) {
  Dialog dialog = nest(1'000);
  EXPECT_EQ(dialog.next(), 7);
  EXPECT_EQ(dialog.send(5), std::nullopt);
  EXPECT_EQ(dialog.result(), 1'005);
}

TEST(YieldFrom, WantsTheFirstQuestionBeforeAnAnswer) {
  Dialog dialog = ask_twice();
  EXPECT_THROW(dialog.send(5), std::logic_error);
  EXPECT_EQ(dialog.next(), 1) << "a refused answer changed the dialog";
  EXPECT_THROW(dialog.result(), std::logic_error) << "it has not ended";
}

}  // namespace
}  // namespace lockstep
