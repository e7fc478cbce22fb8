// expect: wrong result in Bank.OtherAccountsDoNotWait
// Account i is guarded by mutex i % 16, so in a larger bank accounts share mutexes.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <algorithm>
#include <array>
#include <climits>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

// Enough that two transfers seldom meet, and they cost nothing in a large bank.
constexpr int kMutexes = 16;

class MyBank : public Bank {
 public:
  explicit MyBank(const std::vector<int>& opening) : balances_(opening) {
    for (const int balance : opening) {
      if (balance < 0) throw std::invalid_argument("no balance is negative");
    }
  }

  bool transfer(int from, int to, int amount) override {
    if (amount < 1) throw std::invalid_argument("an amount is 1 or more");
    int& payer = at(from);
    int& payee = at(to);
    if (from == to) return balance(from) >= amount;
    const int low = std::min(from % kMutexes, to % kMutexes);
    const int high = std::max(from % kMutexes, to % kMutexes);
    const std::lock_guard<std::mutex> first(mutex_of(low));
    std::unique_lock<std::mutex> second;
    if (low != high) second = std::unique_lock<std::mutex>(mutex_of(high));
    if (payer < amount) return false;
    if (payee > INT_MAX - amount) throw std::overflow_error("too much money");
    payer -= amount;
    payee += amount;
    return true;
  }

  int balance(int account) const override {
    const int& asked = at(account);
    const std::lock_guard<std::mutex> guard(mutex_of(account));
    return asked;
  }

  std::vector<int> balances() const override {
    std::vector<std::unique_lock<std::mutex>> guards;
    for (std::mutex& mutex : mutexes_) guards.emplace_back(mutex);
    return balances_;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  int& at(int number) const {
    if (number < 0) throw std::out_of_range("no such account");
    return balances_.at(static_cast<size_t>(number));
  }

  std::mutex& mutex_of(int account) const {
    return mutexes_[static_cast<size_t>(account % kMutexes)];
  }

  mutable std::array<std::mutex, kMutexes> mutexes_;
  mutable std::vector<int> balances_;  // each guarded by its account's mutex
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
