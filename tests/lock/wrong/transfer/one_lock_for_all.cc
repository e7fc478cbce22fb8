// expect: wrong result in Bank.OtherAccountsDoNotWait
// One mutex guards the whole bank.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <climits>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

class MyBank : public Bank {
 public:
  explicit MyBank(const std::vector<int>& opening) : balances_(opening) {
    for (const int balance : opening) {
      if (balance < 0) throw std::invalid_argument("negative balance");
    }
  }

  bool transfer(int from, int to, int amount) override {
    if (amount < 1) throw std::invalid_argument("amount below 1");
    const std::lock_guard<std::mutex> guard(mutex_);
    int& source = balances_.at(from);
    int& target = balances_.at(to);
    if (source < amount) return false;
    if (from == to) return true;
    if (amount > INT_MAX - target) throw std::overflow_error("account is full");
    source -= amount;
    target += amount;
    return true;
  }

  int balance(int account) const override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return balances_.at(account);
  }

  std::vector<int> balances() const override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return balances_;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  mutable std::mutex mutex_;
  std::vector<int> balances_;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
