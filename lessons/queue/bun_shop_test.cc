// SPDX-License-Identifier: MIT
// Shows how the bun shop is run. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. A small shop is enough: what goes wrong with ten buns goes wrong with two.
#include "lessons/queue/bun_shop.h"

#include <atomic>
#include <vector>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

// Two bakers bake one bun each, numbered from 0; `eaten` counts how often each was eaten.
BunShop small_shop(std::atomic<int>& baked, std::vector<std::atomic<int>>& eaten) {
  BunShop shop;
  shop.buns = 1;
  shop.shelf = 1;
  shop.bake = [&baked](int) { return baked++; };
  shop.eat = [&eaten](int, int bun) {
    ASSERT_GE(bun, 0) << "a customer ate something that is no bun";
    ++eaten.at(static_cast<size_t>(bun));
  };
  return shop;
}

TEST(BunShop, EveryBunIsEatenOnceAndThenAllGoHome) {
  explore([] {
    std::atomic<int> baked{0};
    std::vector<std::atomic<int>> eaten(2);
    sell_with_sentinels(small_shop(baked, eaten));
    EXPECT_EQ(baked, 2) << "two bakers bake one bun each";
    for (const std::atomic<int>& times : eaten) EXPECT_EQ(times, 1) << "each bun is eaten once";
  });
}

TEST(BunShop, InTheEveningAllBunsOfTheDayAreEaten) {
  explore([] {
    std::atomic<int> baked{0};
    std::vector<std::atomic<int>> eaten(4);
    int evenings = 0;
    sell_with_join(small_shop(baked, eaten), 2, [&](int day) {
      EXPECT_EQ(day, evenings++) << "the days come one after the other";
      int sum = 0;
      for (const std::atomic<int>& times : eaten) sum += times;
      EXPECT_EQ(sum, 2 * evenings) << "two buns are eaten each day";
    });
    EXPECT_EQ(evenings, 2) << "evening() is called once a day";
  });
}

TEST(BunShop, AShopWithoutBunsClosesToo) {
  explore([] {
    std::atomic<int> baked{0};
    std::vector<std::atomic<int>> eaten(0);
    BunShop shop = small_shop(baked, eaten);
    shop.buns = 0;
    sell_with_sentinels(shop);
    EXPECT_EQ(baked, 0) << "no bun was to be baked";
  });
}

}  // namespace
}  // namespace lockstep
