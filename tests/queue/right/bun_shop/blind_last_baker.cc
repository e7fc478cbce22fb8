// SPDX-License-Identifier: MIT
// Another right way: the baker who is done last puts the sentinels. With join the bakers, too, are
// the same threads on all days, and wait for the morning.
#include "lessons/queue/bun_shop.h"

#include <atomic>
#include <semaphore>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

// Negative, so no bun. There is one for each customer.
constexpr int kGoHome = -7;

void join_all(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

void send_all_home(const BunShop& shop, WorkQueue& shelf) {
  for (int i = 0; i < shop.customers; ++i) shelf.put(kGoHome);
}

void buy_buns(const BunShop& shop, WorkQueue& shelf, int customer) {
  for (;;) {
    const int item = shelf.get();
    if (item >= 0) shop.eat(customer, item);
    shelf.task_done();  // for a sentinel too
    if (item < 0) return;
  }
}

}  // namespace

void sell_with_sentinels(const BunShop& shop) {
  WorkQueue shelf(shop.shelf);
  std::atomic<int> still_baking{shop.bakers};
  std::vector<std::thread> threads;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    threads.emplace_back([&, baker] {
      for (int i = 0; i < shop.buns; ++i) shelf.put(shop.bake(baker));
      if (still_baking.fetch_sub(1) == 1) send_all_home(shop, shelf);
    });
  }
  for (int customer = 0; customer < shop.customers; ++customer) {
    threads.emplace_back([&, customer] { buy_buns(shop, shelf, customer); });
  }
  join_all(threads);
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  std::atomic<int> today{-1};
  std::counting_semaphore<> done(0);  // bakers who are done for today
  std::vector<std::thread> threads;
  for (int customer = 0; customer < shop.customers; ++customer) {
    threads.emplace_back([&, customer] { buy_buns(shop, shelf, customer); });
  }
  for (int baker = 0; baker < shop.bakers; ++baker) {
    threads.emplace_back([&, baker] {
      for (int day = 0; day < days; ++day) {
        today.wait(day - 1);  // no day is over before this baker is done with it
        for (int i = 0; i < shop.buns; ++i) shelf.put(shop.bake(baker));
        done.release();
      }
    });
  }
  for (int day = 0; day < days; ++day) {
    today.store(day);
    today.notify_all();
    for (int i = 0; i < shop.bakers; ++i) done.acquire();
    shelf.join();
    evening(day);
  }
  send_all_home(shop, shelf);
  join_all(threads);
}

}  // namespace lockstep
