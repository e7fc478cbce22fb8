// SPDX-License-Identifier: MIT
// The bun shop: bakers put buns on a shelf, customers take them from it and eat them. The shelf is
// a queue that is given (lessons/base/work_queue.h); you write the threads round it, and above all
// the end: nobody goes home too early, and nobody waits for ever.
//
// Threads: each baker is one thread and each customer is one thread, all side by side. The calls of
// bake(b) come from baker b's thread only, the calls of eat(c, ...) from customer c's. Calls for
// different bakers and customers may run at the same time, and none waits for another one's, except
// through the shelf: a baker waits for room on it, a customer for a bun. Whoever waits sleeps until
// there is something to do: nobody spins or looks again and again.
//
// Buns: a bun that was baked is put on the shelf, and one customer takes it and eats it, once. A
// baker's buns are put on the shelf in the order in which they were baked. A baker holds one bun at
// most beside the shelf and so does a customer: so of the buns that were baked at most
// shelf + bakers + customers are not eaten yet, a bun being eaten only when eat() has returned.
#ifndef LESSONS_QUEUE_BUN_SHOP_H_
#define LESSONS_QUEUE_BUN_SHOP_H_

#include <functional>

#include "lessons/base/work_queue.h"

namespace lockstep {

struct BunShop {
  int bakers = 2;     // 1 or more, numbered from 0
  int customers = 2;  // 1 or more, numbered from 0
  int buns = 10;      // that each baker bakes in a day; 0 or more
  int shelf = 3;      // buns that the shelf holds at most; 1 or more

  // Bakes one bun and returns it: a number, 0 or more. Negative numbers are never buns.
  std::function<int(int baker)> bake;

  // Eats one bun.
  std::function<void(int customer, int bun)> eat;
};

// What bake() and eat() do may take long or block. They throw nothing. What the numbers above
// exclude is the caller's error.

// One day, ended by sentinels. A sentinel is an item that is no bun and tells the customer who
// takes it to go home; it is never eaten. Returns when every bun is eaten; by then all threads that
// it started have ended.
void sell_with_sentinels(const BunShop& shop);

// `days` days, 0 or more, each ended by join. The customers come once and stay for all days, as
// the same threads: nothing tells them that a day is over. The bakers come every morning. A day is
// over when all bakers are done and every bun of the day is eaten; then evening(day) is called,
// once, with the days numbered from 0, in the thread of the caller. The next day begins when it has
// returned. After the last evening the customers are sent home. Returns when all threads that it
// started have ended.
void sell_with_join(const BunShop& shop, int days, const std::function<void(int day)>& evening);

}  // namespace lockstep

#endif  // LESSONS_QUEUE_BUN_SHOP_H_
