// expect: lost wakeup in BunShop.AllWorkSideBySide
// Bakers bake with a mutex locked, one at a time.
// SPDX-License-Identifier: MIT
#include "lessons/queue/bun_shop.h"

#include <mutex>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

constexpr int kSentinel = -1;

void join_all(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

std::vector<std::thread> send_bakers(const BunShop& shop, WorkQueue& shelf, std::mutex& oven) {
  std::vector<std::thread> bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    bakers.emplace_back([&shop, &shelf, &oven, baker] {
      for (int i = 0; i < shop.buns; ++i) {
        // Several bakers call the same function, so one at a time; the shelf has its own lock.
        std::unique_lock<std::mutex> guard(oven);
        const int bun = shop.bake(baker);
        guard.unlock();
        shelf.put(bun);
      }
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
  std::mutex oven;
  std::vector<std::thread> bakers = send_bakers(shop, shelf, oven);
  join_all(bakers);
  send_home(shop, shelf);
  join_all(customers);
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  std::vector<std::thread> customers = send_customers(shop, shelf);
  std::mutex oven;
  for (int day = 0; day < days; ++day) {
    std::vector<std::thread> bakers = send_bakers(shop, shelf, oven);
    join_all(bakers);
    shelf.join();
    evening(day);
  }
  send_home(shop, shelf);
  join_all(customers);
}

}  // namespace lockstep
