// SPDX-License-Identifier: MIT
// The claims of the exercise `generator` on frames: who owns them and when they are freed.
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/generator.h"
#include "tests/coroutines/alive.h"

namespace lockstep {
namespace {

// Gives 1 ... values, then throws if it is to. One Alive is a parameter, so it lives as long as the
// frame; one is a variable, and one more is made at the end.
Generator count(int values, bool fails, Alive) {
  const Alive variable;
  for (int value = 1; value <= values; ++value) co_yield value;
  if (fails) throw std::runtime_error("the body failed");
}

// Makes `steps` steps of a generator of two values, begin() included, and drops it.
void use(int steps, bool fails) {
  Generator generator = count(2, fails, Alive());
  if (steps == 0) return;
  try {
    auto at = generator.begin();
    for (int step = 1; step < steps; ++step) ++at;
  } catch (const std::runtime_error&) {
  }
}

CLAIM(Generator, FrameIsFreedWhereverTheBodyStands, 12,
      "the frame is freed, and once, wherever the body stands") {
  constexpr const char* kWhere[] = {"before its first line", "at its first co_yield",
                                    "at its second co_yield", "at its end"};
  for (const bool fails : {false, true}) {
    for (int steps = 0; steps <= 3; ++steps) {
      use(steps, fails);
      EXPECT_EQ(Alive::count(), 0) << because(
          std::string("a generator was dropped, its body stood ") + kWhere[steps] +
          (fails && steps == 3 ? ", by an exception," : "") + ", and its frame was not freed");
    }
  }
}

CLAIM(Generator, NothingIsLeftBehind, 6, "no memory is left when a generator is gone") {
  for (const bool fails : {false, true}) {
    for (int steps = 0; steps <= 3; ++steps) {
      EXPECT_EQ(bytes_left_by([&] { use(steps, fails); }), 0)
          << because("a generator is gone, and not all of its memory");
    }
  }
}

CLAIM(Generator, FrameLivesAsLongAsItsGenerator, 4, "the frame stays until the generator goes") {
  std::optional<Generator> generator(count(1, false, Alive()));
  auto at = generator->begin();
  EXPECT_EQ(Alive::count(), 2) << because("the body stands at a co_yield, and its frame is gone");
  ++at;
  EXPECT_EQ(Alive::count(), 1) << because(
      "the body has ended: its variables are gone, and its frame stays");
  generator.reset();
  EXPECT_EQ(Alive::count(), 0) << because("the generator is gone, and its frame is not");
}

CLAIM(Generator, MovingHandsTheCoroutineOver, 6, "a moved-from generator has no coroutine") {
  Generator first = count(2, false, Alive());
  const auto at = first.begin();
  Generator second = std::move(first);
  EXPECT_EQ(*at, 1) << because("an iterator does not go along with its coroutine");
  EXPECT_TRUE(first.begin() == std::default_sentinel)
      << because("a moved-from generator is not at its end");
  {
    const Generator third = std::move(second);
  }
  EXPECT_EQ(Alive::count(), 0) << because("three generators, one coroutine: it was not freed");
  first = count(1, false, Alive());
  EXPECT_EQ(*first.begin(), 1) << because("a moved-from generator cannot be assigned to");
}

CLAIM(Generator, AssignmentFreesTheOldCoroutine, 4, "assignment frees what was there before") {
  Generator generator = count(2, false, Alive());
  generator.begin();
  generator = count(1, false, Alive());
  EXPECT_EQ(Alive::count(), 1) << because(
      "another generator was assigned, and the old is not freed");
  EXPECT_EQ(*generator.begin(), 1) << because("the generator that was assigned has no values");
  Generator empty = std::move(generator);
  empty = std::move(generator);
  EXPECT_EQ(Alive::count(), 0) << because(
      "a moved-from generator was assigned, and the old one is not freed");
}

// Tells where its parameter is.
Generator hold(Generator inner, Generator** where) {
  *where = &inner;
  for (const int value : inner) co_yield value;
}

CLAIM(Generator, AssignmentTakesBeforeItFrees, 3,
      "what is assigned may live in the frame that this frees") {
  Generator* inner = nullptr;
  Generator generator = hold(count(2, false, Alive()), &inner);
  generator.begin();
  generator = std::move(*inner);
  EXPECT_EQ(Alive::count(), 2) << because("the generator that was assigned lost its coroutine");
  generator = count(1, false, Alive());
  EXPECT_EQ(*generator.begin(), 1) << because("the generator that was assigned has no values");
}

CLAIM(Generator, SelfAssignmentChangesNothing, 4, "a generator assigned to itself is unchanged") {
  Generator generator = count(2, false, Alive());
  auto at = generator.begin();
  Generator& same = generator;
  generator = std::move(same);
  ASSERT_EQ(Alive::count(), 2) << because("assigned to itself, the generator lost its coroutine");
  ++at;
  EXPECT_EQ(*at, 2) << because("assigned to itself, the generator lost its place");
}

CLAIM(Generator, StepsNeedNoMemory, 3, "a step needs no memory: it can be made for ever") {
  Generator generator = count(200'000, false, Alive());
  auto at = generator.begin();
  for (int step = 1; step <= 1'000; ++step) ++at;
  const std::size_t before = __sanitizer_get_current_allocated_bytes();
  for (int step = 1; step <= 100'000; ++step) ++at;
  EXPECT_EQ(*at, 101'001) << because("the values are not those that were given");
  EXPECT_LE(__sanitizer_get_current_allocated_bytes(), before + 4'096)
      << because("after 100,000 steps the generator has more memory than before");
}

}  // namespace
}  // namespace lockstep
