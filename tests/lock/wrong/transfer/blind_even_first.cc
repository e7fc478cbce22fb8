// expect: deadlock in Bank.OppositeTransfersEnd
// Even numbers are locked first; of two even or two odd ones `from` comes first.
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
    // As the philosophers do it: not all reach for the same side first.
    const bool to_first = from % 2 != 0 && to % 2 == 0;
    const std::lock_guard<std::mutex> first(to_first ? payee.mutex : payer.mutex);
    const std::lock_guard<std::mutex> second(to_first ? payer.mutex : payee.mutex);
    if (payer.balance < amount) return false;
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
    for (const size_t parity : {0, 1}) {
      for (size_t i = parity; i < accounts_.size(); i += 2) guards.emplace_back(at_index(i).mutex);
    }
    std::vector<int> all;
    for (const Account& account : accounts_) all.push_back(account.balance);
    return all;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  Account& at_index(size_t i) const { return accounts_[i]; }

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
