// SPDX-License-Identifier: MIT
// Another right way: nobody waits for the bakers to put the sentinels. The baker who is done last
// puts them; each counts itself out after its last bun, so behind the count everything is on the
// shelf.
#include "lessons/queue/bun_shop.h"

#include <atomic>
#include <climits>
#include <thread>
#include <vector>

namespace lockstep {
namespace {

constexpr int kSentinel = INT_MIN;

class Shop {
 public:
  explicit Shop(const BunShop& plan) : plan_(plan), shelf_(plan.shelf) {
    for (int i = 0; i < plan_.customers; ++i) customers_.emplace_back(&Shop::be_customer, this, i);
  }

  // The bakers' part of a day; `last` is called by the one who is done last.
  template <class Last>
  void bake(const Last& last) {
    std::atomic<int> at_work{plan_.bakers};
    std::vector<std::jthread> bakers;  // joined at the end of this function
    for (int i = 0; i < plan_.bakers; ++i) {
      bakers.emplace_back([this, i, &at_work, &last] {
        for (int bun = 0; bun < plan_.buns; ++bun) shelf_.put(plan_.bake(i));
        if (--at_work == 0) last();
      });
    }
  }

  void put_sentinels() {
    for (int i = 0; i < plan_.customers; ++i) shelf_.put(kSentinel);
  }

  void join() { shelf_.join(); }

 private:
  void be_customer(int number) {
    for (int bun; (bun = shelf_.get()) != kSentinel; shelf_.task_done()) plan_.eat(number, bun);
  }

  const BunShop& plan_;
  WorkQueue shelf_;
  std::vector<std::jthread> customers_;  // the last member: joined before the shelf goes
};

}  // namespace

void sell_with_sentinels(const BunShop& plan) {
  Shop shop(plan);
  shop.bake([&shop] { shop.put_sentinels(); });
}

void sell_with_join(const BunShop& plan, int days, const std::function<void(int day)>& evening) {
  Shop shop(plan);
  for (int day = 0; day < days; ++day) {
    shop.bake([] {});
    shop.join();
    evening(day);
  }
  shop.put_sentinels();
}

}  // namespace lockstep
