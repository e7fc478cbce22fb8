// expect: wrong result in Bank.OtherAccountsDoNotWait
// Accounts in use are marked in a list, and the mutex of that list is everybody's.
// SPDX-License-Identifier: MIT
#include "lessons/lock/transfer.h"

#include <climits>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

struct Account {
  bool busy = false;
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
    std::unique_lock<std::mutex> guard(mutex_);
    done_.wait(guard, [&] { return !source.busy && !target.busy; });
    source.busy = target.busy = true;
    guard.unlock();
    const bool enough = source.balance >= amount;
    const bool room = from == to || amount <= INT_MAX - target.balance;
    if (enough && room) {
      source.balance -= amount;
      target.balance += amount;
    }
    guard.lock();
    source.busy = target.busy = false;
    done_.notify_all();
    if (enough && !room) throw std::overflow_error("account is full");
    return enough;
  }

  int balance(int account) const override {
    const Account& found = accounts_.at(account);
    std::unique_lock<std::mutex> guard(mutex_);
    done_.wait(guard, [&] { return !found.busy; });
    return found.balance;
  }

  std::vector<int> balances() const override {
    std::unique_lock<std::mutex> guard(mutex_);
    done_.wait(guard, [this] {
      for (const Account& account : accounts_) {
        if (account.busy) return false;
      }
      return true;
    });
    std::vector<int> result;
    for (const Account& account : accounts_) result.push_back(account.balance);
    return result;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable done_;
  std::vector<Account> accounts_;
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
