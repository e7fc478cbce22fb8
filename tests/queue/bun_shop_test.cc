// SPDX-License-Identifier: MIT
// The claims of the exercise `bun_shop` that hold for both ways to end a day. Those on sentinels
// and on days are in bun_shop_end_test.cc.
//
// The shops are small: few buns, and now and then more bakers than customers or the other way
// round. What is seen is seen from outside, by the calls of bake and eat.
#include "lessons/queue/bun_shop.h"

#include <atomic>
#include <climits>
#include <functional>
#include <latch>
#include <memory>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/queue/bun_counter.h"

namespace lockstep {
namespace {

constexpr auto kNoEvening = [](int) {};

void sell_for_a_day(const BunShop& shop) { sell_with_join(shop, 1, kNoEvening); }

// For claims whose faults do not depend on the order of the threads, or hardly.
void explore_briefly(const std::function<void()>& body) {
  explorer::Options options;
  options.schedules = 300;
  explorer::explore(body, options);
}

constexpr auto kWays = {&sell_with_sentinels, &sell_for_a_day};

CLAIM(BunShop, EveryBunIsEatenOnce, 12, "every bun is eaten once") {
  for (const auto sell : kWays) {
    explore_claim([sell] {
      BunCounter counter;
      sell(counter.shop({.bakers = 2, .customers = 2, .buns = 2, .shelf = 1}));
      counter.expect_eaten(4);
    });
  }
}

CLAIM(BunShop, ServesAnyNumbers, 10, "a shop works with any number of bakers and customers") {
  for (const auto sell : kWays) {
    for (const auto& numbers : {Numbers{.bakers = 3, .customers = 1, .buns = 1, .shelf = 1},
                                Numbers{.bakers = 1, .customers = 3, .buns = 1, .shelf = 2},
                                Numbers{.bakers = 2, .customers = 2, .buns = 0, .shelf = 1}}) {
      explore_claim([sell, numbers] {
        BunCounter counter;
        sell(counter.shop(numbers));
        counter.expect_eaten(numbers.bakers * numbers.buns);
      });
    }
  }
}

CLAIM(BunShop, AnyNumberIsABun, 8, "every number from 0 up is a bun, and nothing else is eaten") {
  for (const auto sell : kWays) {
    explore_briefly([sell] {
      const std::vector<int> buns = {0, INT_MAX, 1};
      std::vector<std::atomic<int>> eaten(buns.size());
      std::atomic<size_t> baked{0};
      BunShop shop;
      shop.bakers = 1;
      shop.customers = 1;
      shop.buns = 3;
      shop.bake = [&](int) { return buns.at(baked++); };
      std::atomic<size_t> at{0};
      shop.eat = [&](int, int bun) {
        EXPECT_GE(bun, 0) << because("a customer ate something that is no bun");
        // One baker and one customer: the shelf keeps the order.
        const size_t which = at++;
        EXPECT_TRUE(which < buns.size() && bun == buns[which])
            << because("a single customer did not get a baker's buns in their order");
      };
      sell(shop);
      EXPECT_EQ(at, buns.size()) << because("a bun was not eaten");
    });
  }
}

CLAIM(BunShop, AllWorkSideBySide, 10, "bakers and customers work side by side") {
  for (const auto sell : kWays) {
    explore_briefly([sell] {
      // Each baker bakes its first bun together with the other one, each customer likewise; and
      // nobody begins to eat before the second bun of one baker is begun.
      std::latch both_bake(2);
      std::latch one_bakes_on(1);
      std::latch both_eat(2);
      BunCounter counter;
      BunShop shop = counter.shop({.bakers = 2, .customers = 2, .buns = 2, .shelf = 2});
      std::atomic<int> begun{0};
      std::atomic<int> meals{0};
      shop.bake = [&, bake = shop.bake](int baker) {
        const int order = ++begun;
        if (order <= 2) both_bake.arrive_and_wait();
        if (order == 3) one_bakes_on.count_down();
        return bake(baker);
      };
      shop.eat = [&, eat = shop.eat](int customer, int bun) {
        one_bakes_on.wait();
        if (++meals <= 2) both_eat.arrive_and_wait();
        eat(customer, bun);
      };
      sell(shop);
      counter.expect_eaten(4);
    });
  }
}

CLAIM(BunShop, EachIsOneThread, 8, "each baker and each customer is one thread of its own") {
  for (const auto sell : kWays) {
    explore_briefly([sell] {
      BunCounter counter;
      sell(counter.shop({.bakers = 2, .customers = 2, .buns = 2, .shelf = 1}));
      counter.expect_threads_of_their_own();
    });
  }
}

CLAIM(BunShop, TheShelfIsSmall, 10, "bakers wait when the shelf is full") {
  for (const auto sell : kWays) {
    explore_briefly([sell] {
      BunCounter counter;
      sell(counter.shop({.bakers = 1, .customers = 1, .buns = 5, .shelf = 1}));
      counter.expect_eaten(5);
      // The shelf, one in the baker's hand and one in the customer's.
      EXPECT_LE(counter.most_uneaten(), 3)
          << because("there were more buns than the shelf, the baker and the customer can hold");
    });
  }
}

CLAIM(BunShop, NobodyIsLeftBehind, 10, "when the shop returns, everybody has gone home") {
  for (const auto sell : kWays) {
    explore_claim([sell] {
      // Whoever is still there keeps it alive.
      const auto counter = std::make_shared<BunCounter>();
      BunShop shop = counter->shop({.bakers = 1, .customers = 2, .buns = 1, .shelf = 1});
      shop.eat = [counter](int customer, int bun) { counter->eat(customer, bun); };
      sell(shop);
      counter->expect_eaten(1);
      counter->close();
    });
  }
}

}  // namespace
}  // namespace lockstep
