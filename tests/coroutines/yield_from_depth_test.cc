// SPDX-License-Identifier: MIT
// The claims of the exercise `yield_from` on depth: what a step costs there, and who frees it all.
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/coroutines/yield_from.h"
#include "tests/coroutines/alive.h"

namespace lockstep {
namespace {

constexpr int kDeep = 100'000;

// The innermost of `levels` asks `count` times; each result is one more than the inner one's.
Dialog nest(int levels, int count) {
  if (levels > 0) co_return 1 + (co_yield nest(levels - 1, count));
  int sum = 0;
  for (int question = 0; question < count; ++question) sum += co_yield question;
  co_return sum;
}

// How many accesses to memory it takes to begin, to make `count` steps, and to drop it all.
std::uint64_t accesses(int levels, int count) {
  explorer::Options options;
  options.schedules = 1;
  options.max_steps = 3'000'000;
  const auto body = [=] {
    Dialog dialog = nest(levels, count);
    dialog.next();
    for (int step = 0; step < count; ++step) dialog.send(1);
    EXPECT_EQ(dialog.result(), levels + count) << because("the result did not come through");
  };
  const explorer::Result result = explorer::explore_result(body, options);
  if (result.outcome != explorer::Outcome::kPassed) explorer::explore(body, options);  // tells it
  return result.steps;
}

CLAIM(YieldFrom, AStepTakesTheSameTimeAtAnyDepth, 12,
      "a step takes as long in the depth as above") {
  // Every access of the student's code to memory is counted, so this is exact.
  constexpr int kSteps = 1'000;
  const std::uint64_t above = accesses(2, kSteps) - accesses(2, 1);
  if (HasFailure()) return;
  const std::uint64_t below = accesses(300, kSteps) - accesses(300, 1);
  EXPECT_LE(below, 2 * above) << because(
      "1,000 steps, 300 levels deep, took more than twice the accesses to memory of 1,000 steps "
      "two "
      "levels deep");
}

CLAIM(YieldFrom, DepthTakesNoStack, 8, "100,000 levels: steps and ends take no stack") {
  Dialog dialog = nest(kDeep, 3);
  for (int question = 0; question < 3; ++question) {
    EXPECT_EQ(question == 0 ? dialog.next() : dialog.send(1), question)
        << because("a value did not come through 100,000 levels");
  }
  EXPECT_EQ(dialog.send(1), std::nullopt) << because("the dialog did not end");
  EXPECT_EQ(dialog.result(), kDeep + 3) << because("a result did not come through 100,000 levels");
}

CLAIM(YieldFrom, DroppingTakesNoStack, 8, "100,000 levels may be dropped in the middle of it all") {
  {
    Dialog dialog = nest(kDeep, 1);
    EXPECT_EQ(dialog.next(), 0) << because("a value did not come through 100,000 levels");
  }
}

Dialog nest_and_fail(int levels) {
  if (levels > 0) co_return 1 + (co_yield nest_and_fail(levels - 1));
  throw std::runtime_error("the innermost body failed");
}

CLAIM(YieldFrom, ExceptionsTakeNoStack, 4, "an exception may leave 100,000 levels") {
  Dialog dialog = nest_and_fail(kDeep);
  EXPECT_THROW(dialog.next(), std::runtime_error)
      << because("an exception did not come through 100,000 levels");
}

Dialog hold(int levels, bool fails, Alive) {
  const Alive variable;
  if (levels > 0) co_return co_yield hold(levels - 1, fails, Alive());
  co_yield 1;
  if (fails) throw std::runtime_error("the innermost body failed");
  co_return 2;
}

// Yields from two inner dialogs, one after the other.
Dialog hold_two(bool fails) {
  int inner = 0;
  for (int turn = 0; turn < 2; ++turn) {
    try {
      inner += co_yield hold(2, fails, Alive());
    } catch (const std::runtime_error&) {
    }
    co_yield -Alive::count();
  }
  co_return inner;
}

CLAIM(YieldFrom, FramesAreFreed, 7,
      "each frame is freed: when its dialog ended, or with the outermost") {
  for (const bool fails : {false, true}) {
    // Six of them within: three levels, each with a parameter and a variable.
    for (int steps = 0; steps <= 5; ++steps) {
      const auto work = [&] {
        Dialog dialog = hold_two(fails);
        for (int step = 0; step < steps; ++step) {
          const std::optional<int> value = dialog.next();
          if (value && *value <= 0) {
            EXPECT_EQ(*value, 0) << because(
                "an inner dialog has ended, and its frame is not freed");
          }
        }
      };
      const auto left = bytes_left_by(work);
      EXPECT_EQ(Alive::count(), 0) << because("a dialog is gone, and not the frames within it");
      EXPECT_EQ(left, 0) << because("a dialog is gone, and not all of its memory");
    }
  }
}

// Writes down that it is destroyed.
class Leaf {
 public:
  Leaf(std::vector<int>* order, int level) : order_(order), level_(level) {}
  ~Leaf() { order_->push_back(level_); }

 private:
  std::vector<int>* order_;
  int level_;
};

Dialog hold_leaf(std::vector<int>* order, int level) {
  const Leaf leaf(order, level);
  if (level < 3) co_return co_yield hold_leaf(order, level + 1);
  co_return co_yield 1;
}

CLAIM(YieldFrom, InnerFramesGoFirst, 3,
      "when a dialog is dropped, the variables of inner bodies go before those of outer ones") {
  std::vector<int> order;
  {
    Dialog dialog = hold_leaf(&order, 1);
    dialog.next();
  }
  EXPECT_EQ(order, (std::vector<int>{3, 2, 1}))
      << because("the frames within a dialog were not freed from the inside to the outside");
}

}  // namespace
}  // namespace lockstep
