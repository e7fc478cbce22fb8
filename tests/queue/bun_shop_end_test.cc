// SPDX-License-Identifier: MIT
// The claims of the exercise `bun_shop` on the end of a day: by sentinels and by join.
#include <chrono>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/queue/bun_shop.h"
#include "tests/base/explore_claim.h"
#include "tests/base/sleeping.h"
#include "tests/queue/bun_counter.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::this_thread::sleep_for;

CLAIM(BunShop, SlowBakersFindTheirCustomers, 10, "customers stay until the slowest baker is done") {
  explore_claim([] {
    BunCounter counter;
    BunShop shop = counter.shop({.bakers = 3, .customers = 2, .buns = 1, .shelf = 3});
    shop.bake = [bake = shop.bake](int baker) {
      // Gives the fault time to show; nothing is concluded from it.
      sleep_for(milliseconds(baker));
      return bake(baker);
    };
    sell_with_sentinels(shop);
    counter.expect_eaten(3);
  });
}

CLAIM(BunShop, InTheEveningAllIsEaten, 12, "evening comes when every bun of the day is eaten") {
  explore_claim([] {
    BunCounter counter;
    int evenings = 0;
    const auto caller = std::this_thread::get_id();
    sell_with_join(counter.shop({.bakers = 2, .customers = 2, .buns = 1, .shelf = 2}), 2,
                   [&](int day) {
                     EXPECT_EQ(day, evenings) << because("evening() was called for another day");
                     EXPECT_EQ(std::this_thread::get_id(), caller)
                         << because("evening() was not called in the caller's thread");
                     counter.expect_eaten(2 * ++evenings);
                   });
    EXPECT_EQ(evenings, 2) << because("evening() was not called once a day");
    counter.expect_eaten(4);
  });
}

CLAIM(BunShop, CustomersStayForAllDays, 5,
      "the customers stay, as the same threads, for all days") {
  explore_claim([] {
    BunCounter counter;
    sell_with_join(counter.shop({.bakers = 1, .customers = 1, .buns = 1, .shelf = 1}), 2,
                   [](int) {});
    counter.expect_eaten(2);
    counter.expect_customers_stayed();
    int evenings = 0;
    sell_with_join(counter.shop({.bakers = 1, .customers = 1, .buns = 1, .shelf = 1}), 0,
                   [&](int) { ++evenings; });
    EXPECT_EQ(evenings, 0) << because("no day was asked for, and there was an evening");
    counter.expect_eaten(2);
  });
}

CLAIM(BunShop, WhoWaitsSleeps, 5, "who waits for the end of the day sleeps until then") {
  explore_sleep([] {
    BunCounter counter;
    BunShop shop = counter.shop({.bakers = 1, .customers = 2, .buns = 1, .shelf = 1});
    shop.eat = [eat = shop.eat](int customer, int bun) {
      work_long();
      eat(customer, bun);
    };
    sell_with_join(shop, 1, [&](int) { counter.expect_eaten(1); });
    counter.expect_eaten(1);
  });
}

}  // namespace
}  // namespace lockstep
