// SPDX-License-Identifier: MIT
// Another right way: transfers share a lock of the bank, and those that look have it alone. The
// locks of the accounts only keep transfers apart, in the order of their addresses. The total never
// changes, so it is computed once.
#include "lessons/lock/transfer.h"

#include <climits>
#include <functional>
#include <mutex>
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
      total_ += opening[i];
    }
  }

  bool transfer(int from, int to, int amount) override {
    if (amount < 1) throw std::invalid_argument("amount below 1");
    Account& source = accounts_.at(from);
    Account& target = accounts_.at(to);
    if (from == to) return balance(from) >= amount;
    const std::shared_lock<std::shared_mutex> nobody_looks(bank_);
    const bool up = std::less<>()(&source, &target);
    const std::lock_guard<std::mutex> low(up ? source.mutex : target.mutex);
    const std::lock_guard<std::mutex> high(up ? target.mutex : source.mutex);
    if (source.balance < amount) return false;
    if (amount > INT_MAX - target.balance) throw std::overflow_error("account is full");
    source.balance -= amount;
    target.balance += amount;
    return true;
  }

  int balance(int account) const override {
    const Account& found = accounts_.at(account);
    const std::lock_guard<std::shared_mutex> alone(bank_);
    return found.balance;
  }

  std::vector<int> balances() const override {
    const std::lock_guard<std::shared_mutex> alone(bank_);
    std::vector<int> result;
    for (const Account& account : accounts_) result.push_back(account.balance);
    return result;
  }

  std::int64_t total() const override { return total_; }

 private:
  mutable std::shared_mutex bank_;
  std::vector<Account> accounts_;
  std::int64_t total_ = 0;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
