// expect: wrong result in Bank.NoMoneyIsLost
// Computes the new balances from what it read under the locks, and stores them when it has the
// locks again.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <climits>
#include <mutex>
#include <numeric>
#include <stdexcept>

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
    const int given = balance(from);
    const int had = balance(to);
    if (given < amount) return false;
    if (amount > INT_MAX - had) throw std::overflow_error("account is full");
    const std::lock_guard<std::mutex> low(from < to ? source.mutex : target.mutex);
    const std::lock_guard<std::mutex> high(from < to ? target.mutex : source.mutex);
    source.balance = given - amount;
    target.balance = had + amount;
    return true;
  }

  int balance(int account) const override {
    const Account& found = accounts_.at(account);
    const std::lock_guard<std::mutex> guard(found.mutex);
    return found.balance;
  }

  std::vector<int> balances() const override {
    std::vector<std::unique_lock<std::mutex>> guards;
    for (const Account& account : accounts_) guards.emplace_back(account.mutex);
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
