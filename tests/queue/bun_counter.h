// SPDX-License-Identifier: MIT
// Counts what is baked and eaten in a bun shop, and by whom.
#ifndef TESTS_QUEUE_BUN_COUNTER_H_
#define TESTS_QUEUE_BUN_COUNTER_H_

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/queue/bun_shop.h"

namespace lockstep {

struct Numbers {
  int bakers;
  int customers;
  int buns;
  int shelf;
};

// Its calls may come from any thread. It must outlive the shop.
class BunCounter {
 public:
  // A shop whose buns are numbered from 0 in the order in which they are baked.
  BunShop shop(const Numbers& numbers) {
    return {.bakers = numbers.bakers,
            .customers = numbers.customers,
            .buns = numbers.buns,
            .shelf = numbers.shelf,
            .bake = [this](int baker) { return bake(baker); },
            .eat = [this](int customer, int bun) { eat(customer, bun); }};
  }

  // What the shop's customers call.
  void eat(int customer, int bun) {
    // A bun is not done before it is eaten: others may run now.
    std::this_thread::yield();
    const std::lock_guard<std::mutex> lock(mutex_);
    come(kCustomer, customer);
    const bool is_bun = bun >= 0 && static_cast<size_t>(bun) < eaten_.size();
    EXPECT_TRUE(is_bun) << because("a customer ate something that is no bun");
    if (!is_bun) return;
    ++eaten_[static_cast<size_t>(bun)];
    --uneaten_;
  }

  // Exactly `buns` buns were baked so far, and each of them was eaten once.
  void expect_eaten(int buns) {
    const std::lock_guard<std::mutex> lock(mutex_);
    EXPECT_EQ(eaten_.size(), static_cast<size_t>(buns))
        << because("not as many buns were baked as the bakers should bake");
    for (const int times : eaten_) {
      EXPECT_GE(times, 1) << because("a bun was baked and not eaten");
      EXPECT_LE(times, 1) << because("a bun was eaten twice");
    }
  }

  // Nobody worked in two threads, and no two worked in one.
  void expect_threads_of_their_own() {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::set<std::thread::id> all = {std::this_thread::get_id()};
    for (const auto& [who, threads] : threads_) {
      EXPECT_EQ(threads.size(), 1u) << because("a baker or customer was more than one thread");
      for (const std::thread::id thread : threads) {
        EXPECT_TRUE(all.insert(thread).second)
            << because("one thread was two bakers or customers, or it was the caller's");
      }
    }
  }

  // Each customer worked in one thread; the bakers may have been others every day.
  void expect_customers_stayed() {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [who, threads] : threads_) {
      if (who.first != kCustomer) continue;
      EXPECT_EQ(threads.size(), 1u) << because("a customer was another thread on another day");
    }
  }

  // The most buns that were baked and not eaten, a bun counting until it is eaten up.
  int most_uneaten() const { return most_uneaten_; }

  // No more calls are right from now on.
  void close() { closed_ = true; }

 private:
  static constexpr char kBaker = 'b';
  static constexpr char kCustomer = 'c';

  int bake(int baker) {
    const std::lock_guard<std::mutex> lock(mutex_);
    come(kBaker, baker);
    eaten_.push_back(0);
    if (++uneaten_ > most_uneaten_) most_uneaten_ = uneaten_;
    return static_cast<int>(eaten_.size()) - 1;
  }

  void come(char kind, int number) {
    EXPECT_FALSE(closed_) << because("somebody was still at work when the shop had returned");
    threads_[{kind, number}].insert(std::this_thread::get_id());
  }

  std::mutex mutex_;
  std::vector<int> eaten_;  // how often, by bun
  std::map<std::pair<char, int>, std::set<std::thread::id>> threads_;
  int uneaten_ = 0;
  int most_uneaten_ = 0;
  std::atomic<bool> closed_{false};
};

}  // namespace lockstep

#endif  // TESTS_QUEUE_BUN_COUNTER_H_
