// expect: wrong result in BunShop.InTheEveningAllIsEaten
// A customer says that a bun is done when it has taken it, and eats it afterwards.
// SPDX-License-Identifier: MIT
#include "lessons/queue/bun_shop.h"

#include <thread>
#include <vector>

namespace lockstep {
namespace {

constexpr int kSentinel = -1;

void join_all(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

std::vector<std::thread> start_bakers(const BunShop& shop, WorkQueue& shelf) {
  std::vector<std::thread> bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    bakers.emplace_back([&shop, &shelf, baker] {
      for (int bun = 0; bun < shop.buns; ++bun) shelf.put(shop.bake(baker));
    });
  }
  return bakers;
}

std::vector<std::thread> start_customers(const BunShop& shop, WorkQueue& shelf) {
  std::vector<std::thread> customers;
  for (int customer = 0; customer < shop.customers; ++customer) {
    customers.emplace_back([&shop, &shelf, customer] {
      while (true) {
        const int bun = shelf.get();
        if (bun == kSentinel) return;
        shelf.task_done();
        shop.eat(customer, bun);
      }
    });
  }
  return customers;
}

void send_home(std::vector<std::thread>& customers, WorkQueue& shelf) {
  for (size_t i = 0; i < customers.size(); ++i) shelf.put(kSentinel);
  join_all(customers);
}

}  // namespace

void sell_with_sentinels(const BunShop& shop) {
  WorkQueue shelf(shop.shelf);
  std::vector<std::thread> customers = start_customers(shop, shelf);
  std::vector<std::thread> bakers = start_bakers(shop, shelf);
  join_all(bakers);
  send_home(customers, shelf);
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  std::vector<std::thread> customers = start_customers(shop, shelf);
  for (int day = 0; day < days; ++day) {
    std::vector<std::thread> bakers = start_bakers(shop, shelf);
    join_all(bakers);
    shelf.join();
    evening(day);
  }
  send_home(customers, shelf);
}

}  // namespace lockstep
