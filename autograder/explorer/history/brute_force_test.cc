// SPDX-License-Identifier: MIT
// The search against trying every order of every choice of pending operations, on random small
// histories with fixed seeds.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "autograder/explorer/history/linearizable.h"
#include "autograder/explorer/history/queue_spec.h"
#include "autograder/explorer/history/semaphore_spec.h"
#include "autograder/explorer/history/table.h"
#include "autograder/explorer/history/test_help.h"

namespace lockstep::explorer {
namespace {

using History = std::vector<Operation>;
using Random = std::mt19937;

template <class Spec>
bool is_explained_by(const History& history, const std::vector<int>& order, Spec state) {
  std::vector<bool> done(history.size());
  for (size_t i = 0; i < order.size(); ++i) {
    const Operation& operation = history[static_cast<size_t>(order[i])];
    for (size_t j = i + 1; j < order.size(); ++j) {
      const Operation& later = history[static_cast<size_t>(order[j])];
      if (!later.pending() && later.returned < operation.called) return false;
    }
    if (!state.apply(operation)) return false;
    done[static_cast<size_t>(order[i])] = true;
  }
  for (size_t i = 0; i < history.size(); ++i) {
    if (!done[i] && !history[i].pending()) return false;
  }
  return true;
}

template <class Spec>
bool brute_force(const History& history, const Spec& initial) {
  for (unsigned chosen = 0; chosen < 1u << history.size(); ++chosen) {
    std::vector<int> order;
    for (size_t i = 0; i < history.size(); ++i) {
      if ((chosen >> i & 1) != 0) order.push_back(static_cast<int>(i));
    }
    do {
      if (is_explained_by(history, order, initial)) return true;
    } while (std::next_permutation(order.begin(), order.end()));
  }
  return false;
}

int below(Random& random, int count) {
  return static_cast<int>(random() % static_cast<unsigned>(count));
}

// Up to six operations of three threads with random overlaps; some of the last ones are pending.
template <class Make>
History random_history(Random& random, Make make) {
  History history;
  int open[3] = {-1, -1, -1};
  int size = 3 + below(random, 4);
  for (uint32_t now = 1; now < 40; ++now) {
    int thread = below(random, 3);
    if (open[thread] >= 0) {
      history[static_cast<size_t>(open[thread])].returned = now;
      open[thread] = -1;
    } else if (static_cast<int>(history.size()) < size) {
      open[thread] = static_cast<int>(history.size());
      history.push_back(make(thread, now));
    } else if (below(random, 3) == 0) {
      break;
    }
  }
  return history;
}

Operation queue_operation(Random& random, int thread, uint32_t now) {
  Value item = number(below(random, 2));
  switch (below(random, 6)) {
    case 0:
      return made(thread, "put", item, now);
    case 1:
      return made(thread, "try_put", item, now, 0, to_value(below(random, 2) == 0));
    case 2:
      return made(thread, "try_get", kNone, now, 0, below(random, 2) == 0 ? kNothing : item);
    case 3:
      return made(thread, "close", kNone, now);
    default:
      return made(thread, "get", kNone, now, 0, below(random, 6) == 0 ? Value{"closed"} : item);
  }
}

Operation semaphore_operation(Random& random, int thread, uint32_t now) {
  switch (below(random, 3)) {
    case 0:
      return made(thread, "acquire", kNone, now);
    case 1:
      return made(thread, "try_acquire", kNone, now, 0, to_value(below(random, 2) == 0));
    default:
      return made(thread, "release", number(1 + below(random, 2)), now);
  }
}

// What a result must be, whatever the history is.
template <class Spec>
void expect_sound(const History& history, const Spec& initial, int counts[2]) {
  LinearizabilityResult result = linearizable(history, initial);
  bool fits = brute_force(history, initial);
  ++counts[fits];
  ASSERT_EQ(result.fits(), fits) << history_table(history);
  if (fits) {
    EXPECT_TRUE(is_explained_by(history, result.order, initial)) << history_table(history);
    return;
  }
  ASSERT_GE(result.culprit, 0);
  History until = until_return_of(history, result.culprit);
  EXPECT_FALSE(brute_force(until, initial)) << result.message;
  until[static_cast<size_t>(position_in_prefix(history, result.culprit))].returned = 0;
  EXPECT_TRUE(brute_force(until, initial)) << result.message;
}

TEST(BruteForce, AgreesOnQueues) {
  int counts[2] = {};
  for (unsigned seed = 0; seed < 1'500; ++seed) {
    Random random(seed);
    auto make = [&](int thread, uint32_t now) { return queue_operation(random, thread, now); };
    History history = random_history(random, make);
    expect_sound(history, QueueSpec(static_cast<size_t>(seed % 3)), counts);
  }
  EXPECT_GT(counts[false], 200);  // both answers were tried often
  EXPECT_GT(counts[true], 200);
}

TEST(BruteForce, AgreesOnSemaphores) {
  int counts[2] = {};
  for (unsigned seed = 0; seed < 1'500; ++seed) {
    Random random(seed);
    auto make = [&](int thread, uint32_t now) { return semaphore_operation(random, thread, now); };
    History history = random_history(random, make);
    expect_sound(history, SemaphoreSpec(seed % 2), counts);
  }
  EXPECT_GT(counts[false], 200);
  EXPECT_GT(counts[true], 200);
}

}  // namespace
}  // namespace lockstep::explorer
