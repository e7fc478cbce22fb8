// expect: wrong result in Bank.SeenAtBothAccounts
// balance() reads an atomic without the lock of its account, so it sees transfers half done.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <algorithm>
#include <atomic>
#include <climits>
#include <deque>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

struct Account {
  explicit Account(int opening) : balance(opening) {}

  std::mutex mutex;
  std::atomic<int> balance;  // written with the mutex
};

class MyBank : public Bank {
 public:
  explicit MyBank(const std::vector<int>& opening) {
    for (const int balance : opening) {
      if (balance < 0) throw std::invalid_argument("no balance is negative");
      accounts_.emplace_back(balance);
    }
  }

  bool transfer(int from, int to, int amount) override {
    if (amount < 1) throw std::invalid_argument("an amount is 1 or more");
    Account& payer = at(from);
    Account& payee = at(to);
    if (from == to) return balance(from) >= amount;
    const std::lock_guard<std::mutex> first(at(std::min(from, to)).mutex);
    const std::lock_guard<std::mutex> second(at(std::max(from, to)).mutex);
    if (payer.balance < amount) return false;
    if (payee.balance > INT_MAX - amount) throw std::overflow_error("too much money");
    payer.balance -= amount;
    payee.balance += amount;
    return true;
  }

  int balance(int account) const override { return at(account).balance; }

  std::vector<int> balances() const override {
    std::vector<std::unique_lock<std::mutex>> guards;
    for (Account& account : accounts_) guards.emplace_back(account.mutex);
    std::vector<int> all;
    for (const Account& account : accounts_) all.push_back(account.balance);
    return all;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  Account& at(int number) const {
    if (number < 0) throw std::out_of_range("no such account");
    return accounts_.at(static_cast<size_t>(number));
  }

  mutable std::deque<Account> accounts_;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
