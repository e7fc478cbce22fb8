// SPDX-License-Identifier: MIT
// Model answer for lessons/queue/bun_shop.h. The shelf does all the waiting; what is left to decide
// is the order in which things end.
#include "lessons/queue/bun_shop.h"

#include <thread>
#include <vector>

namespace lockstep {
namespace {

constexpr int kGoHome = -1;  // no bun has a negative number

void join_all(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

// One day's work of all bakers; returns when they are done.
void bake_all(const BunShop& shop, WorkQueue& shelf) {
  std::vector<std::thread> bakers;
  for (int baker = 0; baker < shop.bakers; ++baker) {
    // `baker` by value: the loop's variable goes on while the thread starts.
    bakers.emplace_back([&shop, &shelf, baker] {
      for (int bun = 0; bun < shop.buns; ++bun) shelf.put(shop.bake(baker));
    });
  }
  // After the loop that starts them: a join within it would let them bake one after the other.
  join_all(bakers);
}

std::vector<std::thread> invite_customers(const BunShop& shop, WorkQueue& shelf) {
  std::vector<std::thread> customers;
  for (int customer = 0; customer < shop.customers; ++customer) {
    customers.emplace_back([&shop, &shelf, customer] {
      for (int bun = shelf.get(); bun != kGoHome; bun = shelf.get()) {
        shop.eat(customer, bun);
        // After eating: what task_done() says is that the work is done, not that it was taken.
        shelf.task_done();
      }
    });
  }
  return customers;
}

// One sentinel for each customer: who takes one leaves, and takes none of the others.
void send_home(std::vector<std::thread>& customers, WorkQueue& shelf) {
  for (size_t i = 0; i < customers.size(); ++i) shelf.put(kGoHome);
  join_all(customers);
}

}  // namespace

void sell_with_sentinels(const BunShop& shop) {
  WorkQueue shelf(shop.shelf);
  // Customers first: the bakers wait for room, and somebody must make it.
  std::vector<std::thread> customers = invite_customers(shop, shelf);
  bake_all(shop, shelf);
  // All bakers are done, so the sentinels stand behind the last bun. A queue keeps the order, so
  // every bun is taken before the first customer goes.
  send_home(customers, shelf);
}

void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening) {
  WorkQueue shelf(shop.shelf);
  std::vector<std::thread> customers = invite_customers(shop, shelf);
  for (int day = 0; day < days; ++day) {
    bake_all(shop, shelf);
    // The bakers first, then the shelf: while somebody bakes, the shelf may be all done for a
    // moment in the middle of the day.
    shelf.join();
    evening(day);
  }
  // The customers wait on an empty shelf now. In Python they would be daemonic and end with the
  // program; a C++ thread that is left alone would go on using a shelf that is gone.
  send_home(customers, shelf);
}

}  // namespace lockstep

// The standard library has std::jthread, which joins in its destructor, and std::stop_token to ask
// a thread to end; but a thread that waits in a queue hears nothing of it, unless the queue waits
// with std::condition_variable_any and the token. std::barrier could end the days when the number
// of threads is known; the queue's join() needs no number.
