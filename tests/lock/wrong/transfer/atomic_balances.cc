// expect: wrong result in Bank.SeenAtBothAccounts
// Each balance is an atomic and there is no lock: a transfer is two steps that can be seen apart.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <atomic>
#include <climits>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

struct Account {
  std::atomic<int> balance{0};
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
    std::atomic<int>& source = accounts_.at(from).balance;
    std::atomic<int>& target = accounts_.at(to).balance;
    int left = source;
    do {
      if (left < amount) return false;
      if (from == to) return true;
    } while (!source.compare_exchange_weak(left, left - amount));
    int had = target;
    do {
      if (amount > INT_MAX - had) {
        source += amount;
        throw std::overflow_error("account is full");
      }
    } while (!target.compare_exchange_weak(had, had + amount));
    return true;
  }

  int balance(int account) const override { return accounts_.at(account).balance; }

  std::vector<int> balances() const override {
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
