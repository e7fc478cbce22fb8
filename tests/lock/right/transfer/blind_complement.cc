// SPDX-License-Identifier: MIT
// right: each balance is its own lock, an atomic that holds the complement while it is locked. The
// total is a constant.
#include "lessons/lock/transfer.h"

#include <algorithm>
#include <atomic>
#include <climits>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

// A balance that is its own lock: while the account is locked its complement is stored, which is
// negative. Nobody but the thread that has locked an account changes it.
class Account {
 public:
  explicit Account(int opening) : word_(opening) {}

  // Locks the account; returns its balance.
  int lock() {
    for (;;) {
      int balance = read();
      if (word_.compare_exchange_strong(balance, ~balance)) return balance;
    }
  }

  // Unlocks the account with a new balance.
  void unlock(int balance) {
    word_.store(balance);
    word_.notify_all();
  }

  // The balance as soon as the account is not locked.
  int read() const {
    int seen = word_.load();
    for (; seen < 0; seen = word_.load()) word_.wait(seen);
    return seen;
  }

 private:
  std::atomic<int> word_;
};

class MyBank : public Bank {
 public:
  explicit MyBank(const std::vector<int>& opening)
      : accounts_(opening.begin(), opening.end()),
        total_(std::accumulate(opening.begin(), opening.end(), std::int64_t{0})) {}

  bool transfer(int from, int to, int amount) override {
    if (amount < 1) throw std::invalid_argument("an amount is 1 or more");
    Account& payer = at(from);
    Account& payee = at(to);
    if (from == to) return payer.read() >= amount;

    // Always the account with the lower number first, so there is no circle.
    Account& first = from < to ? payer : payee;
    Account& second = from < to ? payee : payer;
    const int in_first = first.lock();
    const int in_second = second.lock();
    const int has = from < to ? in_first : in_second;
    const int gets = from < to ? in_second : in_first;
    const bool enough = has >= amount;
    const bool fits = gets <= INT_MAX - amount;
    const int moved = enough && fits ? amount : 0;
    payer.unlock(has - moved);
    payee.unlock(gets + moved);
    if (enough && !fits) throw std::overflow_error("the balance would be too large");
    return enough;
  }

  int balance(int account) const override { return at(account).read(); }

  std::vector<int> balances() const override {
    std::vector<int> all;
    for (Account& account : accounts_) all.push_back(account.lock());
    for (size_t i = 0; i < all.size(); ++i) accounts_[i].unlock(all[i]);
    return all;
  }

  std::int64_t total() const override { return total_; }

 private:
  Account& at(int number) const {
    if (number < 0) throw std::out_of_range("no such account");
    return accounts_.at(static_cast<size_t>(number));
  }

  mutable std::vector<Account> accounts_;
  const std::int64_t total_;  // no call ever changes it
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  if (std::any_of(opening.begin(), opening.end(), [](int balance) { return balance < 0; })) {
    throw std::invalid_argument("no balance is negative");
  }
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
