// SPDX-License-Identifier: MIT
// Another right way: one sentinel for all customers. Whoever takes it puts it back on the shelf for
// the next one.
#include "lessons/queue/bun_shop.h"

#include <thread>
#include <vector>

namespace lockstep {
namespace {

constexpr int kSentinel = -1;

using Threads = std::vector<std::jthread>;  // they are joined when it is destroyed

Threads send_bakers(const BunShop& shop, WorkQueue& shelf) {
  Threads bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    bakers.emplace_back([&shop, &shelf, baker] {
      for (int i = 0; i < shop.buns; ++i) shelf.put(shop.bake(baker));
    });
  }
  return bakers;
}

// There is only one sentinel: each customer who takes it puts it back for the next one. No other
// item is on the shelf then, so there is room, and after the last customer it stays there.
Threads send_customers(const BunShop& shop, WorkQueue& shelf) {
  Threads customers;
  for (int customer = 0; customer < shop.customers; ++customer) {
    customers.emplace_back([&shop, &shelf, customer] {
      for (int item = shelf.get(); item != kSentinel; item = shelf.get()) {
        shop.eat(customer, item);
        shelf.task_done();
      }
      shelf.put(kSentinel);
    });
  }
  return customers;
}

}  // namespace

void sell_with_sentinels(const BunShop& shop) {
  WorkQueue shelf(shop.shelf);
  const Threads customers = send_customers(shop, shelf);
  send_bakers(shop, shelf).clear();  // waits for them
  shelf.put(kSentinel);
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  const Threads customers = send_customers(shop, shelf);
  for (int day = 0; day < days; ++day) {
    send_bakers(shop, shelf).clear();
    shelf.join();
    evening(day);
  }
  shelf.put(kSentinel);
}

}  // namespace lockstep
