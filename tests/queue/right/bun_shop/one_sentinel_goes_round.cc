// SPDX-License-Identifier: MIT
// Another right way: one sentinel goes round. Who takes it puts it back for the next customer and
// goes home; it has made the room itself, and nobody else puts anything any more. The last one
// keeps it.
#include "lessons/queue/bun_shop.h"

#include <pthread.h>

#include <atomic>
#include <functional>
#include <list>

namespace lockstep {
namespace {

constexpr int kGoHome = -7;

// A thread that runs a function and is waited for at the end of its life.
class Worker {
 public:
  explicit Worker(std::function<void()> work) : work_(std::move(work)) {
    ::pthread_create(&thread_, nullptr, &Worker::run, this);
  }
  ~Worker() { ::pthread_join(thread_, nullptr); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

 private:
  static void* run(void* self) {
    static_cast<Worker*>(self)->work_();
    return nullptr;
  }

  std::function<void()> work_;
  pthread_t thread_;
};

void bake_all(const BunShop& shop, WorkQueue& shelf) {
  std::list<Worker> bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    bakers.emplace_back([&shop, &shelf, baker] {
      for (int bun = 0; bun < shop.buns; ++bun) shelf.put(shop.bake(baker));
    });
  }
}

// Runs `day` while the customers eat; then sends them home.
void with_customers(const BunShop& shop, WorkQueue& shelf, const std::function<void()>& day) {
  std::atomic<int> there{shop.customers};
  std::list<Worker> customers;
  for (int customer = 0; customer < shop.customers; ++customer) {
    customers.emplace_back([&shop, &shelf, &there, customer] {
      for (int bun = shelf.get(); bun != kGoHome; bun = shelf.get()) {
        shop.eat(customer, bun);
        shelf.task_done();
      }
      if (--there > 0) shelf.put(kGoHome);
    });
  }
  day();
  shelf.put(kGoHome);
}

}  // namespace

void sell_with_sentinels(const BunShop& shop) {
  WorkQueue shelf(shop.shelf);
  with_customers(shop, shelf, [&] { bake_all(shop, shelf); });
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  with_customers(shop, shelf, [&] {
    for (int day = 0; day < days; ++day) {
      bake_all(shop, shelf);
      shelf.join();
      evening(day);
    }
  });
}

}  // namespace lockstep
