// SPDX-License-Identifier: MIT
// The claims of the exercise `yield_from` on exceptions.
#include <optional>
#include <stdexcept>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/yield_from.h"
#include "tests/coroutines/ask.h"

namespace lockstep {
namespace {

Dialog fail_after(int count) {
  co_yield ask(1, count);
  throw std::runtime_error("the body failed");
}

Dialog catch_around(int levels) {
  if (levels == 0) co_return co_yield fail_after(1);
  try {
    co_return co_yield catch_around(levels - 1);
  } catch (const std::runtime_error&) {
    ++levels;  // no co_yield in a catch block
  }
  co_yield 10 * (levels - 1);
  throw std::runtime_error("and again");
}

// next(), where no exception is to come out.
std::optional<int> next_of(Dialog& dialog) {
  try {
    return dialog.next();
  } catch (const std::runtime_error&) {
    ADD_FAILURE() << because("a step threw what an outer body was to catch, or threw once more");
    return std::nullopt;
  }
}

CLAIM(
    YieldFrom, ExceptionsComeOutOfEveryLevel, 8,
    "what leaves a body comes out of the co_yield of the outer one, and at last out of the step") {
  Dialog dialog = catch_around(2);
  EXPECT_EQ(next_of(dialog), 1) << because("next() did not give what the innermost body gave");
  EXPECT_EQ(next_of(dialog), 10) << because("the first outer body did not catch the exception");
  EXPECT_EQ(next_of(dialog), 20) << because("the next outer body did not catch the exception");
  EXPECT_THROW(dialog.next(), std::runtime_error)
      << because("an exception that leaves the outermost body comes out of the step");
  EXPECT_EQ(next_of(dialog), std::nullopt) << because("a dialog that has thrown has ended");
  EXPECT_FALSE(has_result(dialog)) << because("a dialog that has thrown has a result");
}

Dialog fail_when_asked() {
  co_yield 1;
  throw std::runtime_error("the other dialog failed");
}

Dialog step_failing(Dialog* other) {
  const int first = co_yield *other->next();
  bool failed = false;
  try {
    other->next();
  } catch (const std::runtime_error&) {
    failed = true;  // no co_yield in a catch block
  }
  const int second = failed ? co_yield 2 : co_yield 0;
  co_return 10 * first + second;
}

CLAIM(YieldFrom, ExceptionsDoNotDisturbOthers, 3,
      "a body may step another dialog, and catch what that one throws") {
  Dialog other = fail_when_asked();
  Dialog dialog = step_failing(&other);
  ASSERT_EQ(next_of(dialog), 1) << because("a body gave what another dialog gave");
  EXPECT_EQ(dialog.send(3), 2) << because(
      "a body has caught the exception of another dialog, and did not give the next value");
  EXPECT_EQ(dialog.send(4), std::nullopt) << because("the body has ended, and a value came");
  ASSERT_TRUE(has_result(dialog)) << because("a dialog that has ended has no result");
  EXPECT_EQ(dialog.result(), 34) << because("an answer did not reach the question");
}

struct FailsAtTheEnd {
  // NOLINTNEXTLINE(bugprone-exception-escape): that is what the claim is about
  ~FailsAtTheEnd() noexcept(false) { throw std::runtime_error("it failed at the end"); }
};

Dialog fail_after_the_result() {
  const FailsAtTheEnd last;
  co_yield 1;
  co_return 5;
}

CLAIM(YieldFrom, AnExceptionUndoesTheResult, 3,
      "a body that throws after its co_return has thrown, and has no result") {
  Dialog dialog = fail_after_the_result();
  ASSERT_EQ(next_of(dialog), 1) << because("next() did not give what the body gave");
  EXPECT_THROW(dialog.next(), std::runtime_error)
      << because("an exception that leaves the outermost body comes out of the step");
  EXPECT_FALSE(has_result(dialog))
      << because("a variable's destructor threw after co_return, and the dialog has a result");
}

}  // namespace
}  // namespace lockstep
