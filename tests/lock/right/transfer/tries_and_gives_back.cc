// SPDX-License-Identifier: MIT
// Takes one lock, only tries the others, and gives all back when one fails, then yields and begins
// again: threads that do so hold each other up, but nobody for ever where all get a turn.
#include "lessons/lock/transfer.h"

#include <climits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <thread>

namespace lockstep {
namespace {

struct Account {
  mutable std::mutex mutex;
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
    std::unique_lock<std::mutex> first(source.mutex);
    std::unique_lock<std::mutex> second(target.mutex, std::try_to_lock);
    while (!second.owns_lock()) {
      first.unlock();
      std::this_thread::yield();
      first.lock();
      second = std::unique_lock<std::mutex>(target.mutex, std::try_to_lock);
    }
    if (source.balance < amount) return false;
    if (amount > INT_MAX - target.balance) throw std::overflow_error("account is full");
    source.balance -= amount;
    target.balance += amount;
    return true;
  }

  int balance(int account) const override {
    const Account& found = accounts_.at(account);
    const std::lock_guard<std::mutex> guard(found.mutex);
    return found.balance;
  }

  std::vector<int> balances() const override {
    std::vector<std::unique_lock<std::mutex>> guards = try_all();
    while (guards.size() < accounts_.size()) {
      guards.clear();
      std::this_thread::yield();
      guards = try_all();
    }
    std::vector<int> result;
    for (const Account& account : accounts_) result.push_back(account.balance);
    return result;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  // The locks of all accounts up to the first one that somebody else has.
  std::vector<std::unique_lock<std::mutex>> try_all() const {
    std::vector<std::unique_lock<std::mutex>> guards;
    for (const Account& account : accounts_) {
      std::unique_lock<std::mutex> guard(account.mutex, std::try_to_lock);
      if (!guard.owns_lock()) break;
      guards.push_back(std::move(guard));
    }
    return guards;
  }

  std::vector<Account> accounts_;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
