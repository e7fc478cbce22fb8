// expect: lost wakeup in BunShop.EveryBunIsEatenOnce
// A baker counts itself out, and looks at the count then: two may be last, and put all sentinels.
// SPDX-License-Identifier: MIT
#include "lessons/queue/bun_shop.h"

#include <atomic>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

constexpr int kSentinel = -1;

void join_all(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

std::vector<std::thread> send_bakers(const BunShop& shop, WorkQueue& shelf) {
  std::vector<std::thread> bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    bakers.emplace_back([&shop, &shelf, baker] {
      for (int i = 0; i < shop.buns; ++i) shelf.put(shop.bake(baker));
    });
  }
  return bakers;
}

std::vector<std::thread> send_customers(const BunShop& shop, WorkQueue& shelf) {
  std::vector<std::thread> customers;
  for (int customer = 0; customer < shop.customers; ++customer) {
    customers.emplace_back([&shop, &shelf, customer] {
      for (;;) {
        const int item = shelf.get();
        if (item == kSentinel) return;
        shop.eat(customer, item);
        shelf.task_done();
      }
    });
  }
  return customers;
}

void send_home(const BunShop& shop, WorkQueue& shelf) {
  for (int i = 0; i < shop.customers; ++i) shelf.put(kSentinel);
}

}  // namespace

void sell_with_sentinels(const BunShop& shop) {
  WorkQueue shelf(shop.shelf);
  std::vector<std::thread> customers = send_customers(shop, shelf);
  std::atomic<int> still_baking{shop.bakers};
  std::vector<std::thread> bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    bakers.emplace_back([&, baker] {
      for (int i = 0; i < shop.buns; ++i) shelf.put(shop.bake(baker));
      --still_baking;
      if (still_baking == 0) send_home(shop, shelf);
    });
  }
  join_all(bakers);
  join_all(customers);
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  std::vector<std::thread> customers = send_customers(shop, shelf);
  for (int day = 0; day < days; ++day) {
    std::vector<std::thread> bakers = send_bakers(shop, shelf);
    join_all(bakers);
    shelf.join();
    evening(day);
  }
  send_home(shop, shelf);
  join_all(customers);
}

}  // namespace lockstep
