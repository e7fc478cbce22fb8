// expect: wrong result in Bank.SeenAtBothAccounts
// A lock of its own keeps balances() and transfers apart; balance() does not ask for it, and sees
// the money after it has left and before it has arrived.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <climits>
#include <mutex>
#include <numeric>
#include <shared_mutex>
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
    const std::shared_lock<std::shared_mutex> no_snapshot(snapshot_);
    {
      const std::lock_guard<std::mutex> guard(source.mutex);
      if (source.balance < amount) return false;
      source.balance -= amount;
    }
    {
      const std::lock_guard<std::mutex> guard(target.mutex);
      if (amount <= INT_MAX - target.balance) {
        target.balance += amount;
        return true;
      }
    }
    const std::lock_guard<std::mutex> guard(source.mutex);
    source.balance += amount;
    throw std::overflow_error("account is full");
  }

  int balance(int account) const override {
    const Account& found = accounts_.at(account);
    const std::lock_guard<std::mutex> guard(found.mutex);
    return found.balance;
  }

  std::vector<int> balances() const override {
    const std::lock_guard<std::shared_mutex> snapshot(snapshot_);
    std::vector<int> result;
    for (const Account& account : accounts_) result.push_back(account.balance);
    return result;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  mutable std::shared_mutex snapshot_;
  std::vector<Account> accounts_;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
