// SPDX-License-Identifier: MIT
// Another right way: the lock of an account is an atomic flag to sleep on. They are taken in the
// order of the numbers, high ones first.
#include "lessons/lock/transfer.h"

#include <atomic>
#include <climits>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

class FlagLock {
 public:
  void lock() {
    while (taken_.exchange(true, std::memory_order_acquire)) {
      taken_.wait(true, std::memory_order_relaxed);
    }
  }

  void unlock() {
    taken_.store(false, std::memory_order_release);
    taken_.notify_one();
  }

 private:
  std::atomic<bool> taken_{false};
};

struct Account {
  mutable FlagLock mutex;
  int balance = 0;
};

class MyBank : public Bank {
 public:
  explicit MyBank(const std::vector<int>& opening) : accounts_(opening.size()) {
    for (std::size_t i = 0; i < opening.size(); ++i) {
      if (opening[i] < 0) throw std::invalid_argument("negative balance");
      accounts_[i].balance = opening[i];
    }
  }

  bool transfer(int from, int to, int amount) override {
    if (amount < 1) throw std::invalid_argument("amount below 1");
    Account& source = accounts_.at(from);
    Account& target = accounts_.at(to);
    if (from == to) return balance(from) >= amount;
    const std::lock_guard<FlagLock> high(from < to ? target.mutex : source.mutex);
    const std::lock_guard<FlagLock> low(from < to ? source.mutex : target.mutex);
    if (source.balance < amount) return false;
    if (amount > INT_MAX - target.balance) throw std::overflow_error("account is full");
    source.balance -= amount;
    target.balance += amount;
    return true;
  }

  int balance(int account) const override {
    const Account& found = accounts_.at(account);
    const std::lock_guard<FlagLock> guard(found.mutex);
    return found.balance;
  }

  std::vector<int> balances() const override {
    std::vector<std::unique_lock<FlagLock>> guards;
    for (std::size_t i = accounts_.size(); i > 0; --i) guards.emplace_back(accounts_[i - 1].mutex);
    std::vector<int> result;
    for (const Account& account : accounts_) result.push_back(account.balance);
    return result;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  std::vector<Account> accounts_;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
