// expect: wrong result in Bank.MoneyIsSpentOnce
// Where it must unlock to keep the order of the locks, the funds are not checked again.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

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
  int balance;  // guarded by mutex
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
    // Who has not got the money need not wait for the other account.
    std::unique_lock<std::mutex> first(payer.mutex);
    if (payer.balance < amount) return false;
    std::unique_lock<std::mutex> second(payee.mutex, std::defer_lock);
    if (to < from) {
      // In the order of the accounts, so that there is no circle.
      first.unlock();
      second.lock();
      first.lock();
    } else {
      second.lock();
    }
    if (payee.balance > INT_MAX - amount) throw std::overflow_error("too much money");
    payer.balance -= amount;
    payee.balance += amount;
    return true;
  }

  int balance(int account) const override {
    Account& asked = at(account);
    const std::lock_guard<std::mutex> guard(asked.mutex);
    return asked.balance;
  }

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
