// SPDX-License-Identifier: MIT
// The claims of the exercise `yield_from` on what is said between the caller and the bodies. Those
// on exceptions are in yield_from_exception_test.cc, on depth and frames in
// yield_from_depth_test.cc.
#include "lessons/coroutines/yield_from.h"

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "autograder/harness/claim.h"
#include "tests/coroutines/ask.h"

namespace lockstep {
namespace {

using Values = std::vector<int>;

// What it gives, answered with 1, 2, 3 ...
Values all_of(Dialog& dialog) {
  Values values;
  std::optional<int> value = dialog.next();
  for (int answer = 1; value && answer < 100; ++answer) {
    values.push_back(*value);
    value = dialog.send(answer);
  }
  return values;
}

Dialog note_steps(int* steps) {
  ++*steps;
  co_yield 1;
  ++*steps;
  co_return 0;
}

CLAIM(YieldFrom, StepsOneQuestionAtATime, 8, "each step runs the body to its next co_yield") {
  int steps = 0;
  Dialog dialog = note_steps(&steps);
  EXPECT_EQ(steps, 0) << because("making a dialog ran its body");
  Dialog moved = std::move(dialog);
  ASSERT_EQ(moved.next(), 1) << because("next() did not give what the body gave");
  EXPECT_EQ(steps, 1) << because("next() did not run the body to its first co_yield");
  ASSERT_EQ(moved.next(), std::nullopt) << because("the body has ended, and a value came");
  EXPECT_EQ(steps, 2) << because("the second next() did not run the body to its end");
  EXPECT_EQ(moved.next(), std::nullopt) << because("after the end, a value came");
  EXPECT_EQ(moved.send(1), std::nullopt) << because("after the end, a value came");
}

CLAIM(YieldFrom, AnswersReachTheQuestion, 8, "an answer is the value of the co_yield that asked") {
  Dialog dialog = ask(1, 3);
  EXPECT_EQ(dialog.next(), 1) << because("next() did not give what the body gave");
  EXPECT_EQ(dialog.send(10), 2) << because("send() did not give the next value");
  EXPECT_EQ(dialog.next(), 3) << because("next() did not give the next value");
  EXPECT_EQ(dialog.send(7), std::nullopt) << because("the body has ended, and a value came");
  EXPECT_EQ(dialog.result(), 17) << because("answers 10, 0 (by next()) and 7 make 17");
}

CLAIM(YieldFrom, ErrorsAreTold, 7,
      "an answer before the first question is an error, like a result too early") {
  Dialog dialog = ask(1, 1);
  EXPECT_FALSE(has_result(dialog)) << because("a dialog that has not begun has a result");
  EXPECT_THROW(dialog.send(5), std::logic_error)
      << because("the dialog has asked nothing yet, and send() is no error");
  EXPECT_EQ(dialog.next(), 1) << because("a refused answer changed the dialog");
  EXPECT_FALSE(has_result(dialog)) << because("a dialog that has not ended has a result");
  dialog.send(5);
  EXPECT_TRUE(has_result(dialog)) << because("a dialog that has ended has no result");
}

Dialog ask_around() {
  const int before = co_yield 1;
  const int inner = co_yield ask(10, 2);
  const int again = co_yield ask(20, 1);
  const int after = co_yield 2;
  co_return 1'000 * before + 100 * inner + 10 * again + after;
}

CLAIM(YieldFrom, TalksToTheInnerDialog, 8, "the caller talks to the inner dialog until it ends") {
  Dialog dialog = ask_around();
  EXPECT_EQ(all_of(dialog), (Values{1, 10, 11, 20, 2}))
      << because("the values of the inner dialogs do not come in their place");
  ASSERT_TRUE(has_result(dialog)) << because("a dialog that has ended has no result");
  EXPECT_EQ(dialog.result(), 1'000 * 1 + 100 * (2 + 3) + 10 * 4 + 5)
      << because("an answer or the result of an inner dialog did not come to its place");
}

Dialog silent(int result) { co_return result; }

Dialog through(int levels) {
  if (levels == 0) co_return co_yield ask(1, 2);
  const int quiet = co_yield silent(100);
  const int inner = co_yield through(levels - 1);
  co_return quiet + inner;
}

CLAIM(YieldFrom, ResultsComeThroughAllLevels, 8,
      "values, answers and results pass through all levels") {
  Dialog dialog = through(3);
  EXPECT_EQ(all_of(dialog), (Values{1, 2}))
      << because("the innermost dialog gives 1 and 2, and others give nothing");
  ASSERT_TRUE(has_result(dialog)) << because("a dialog that has ended has no result");
  EXPECT_EQ(dialog.result(), 303) << because("a result did not come through");
}

Dialog step_another(Dialog* other) {
  const std::optional<int> value = other->next();
  co_yield *value;
  co_yield ask(30, 1);
  const std::optional<int> next = other->send(5);
  co_yield *next;
  co_return 0;
}

CLAIM(YieldFrom, DialogsDoNotDisturbEachOther, 5, "a body may step another dialog in its middle") {
  Dialog other = ask_around();
  Dialog dialog = step_another(&other);
  EXPECT_EQ(all_of(dialog), (Values{1, 30, 10}))
      << because("two dialogs were in use at once, and one got what was meant for the other");
  EXPECT_EQ(other.send(1), 11) << because("a dialog lost its place while another one was stepped");
}

}  // namespace
}  // namespace lockstep
