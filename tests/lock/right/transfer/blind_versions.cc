// SPDX-License-Identifier: MIT
// right: transfers lock mutexes in the order of the accounts; who only reads looks at versions
// before and after (seqlocks).
#include "lessons/lock/transfer.h"

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

  std::mutex mutex;                  // whoever writes has it
  std::atomic<unsigned> version{0};  // odd while a transfer changes this account and another one
  std::atomic<int> balance;
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
    const std::lock_guard<std::mutex> first(from < to ? payer.mutex : payee.mutex);
    std::unique_lock<std::mutex> second;
    if (from != to) second = std::unique_lock<std::mutex>(from < to ? payee.mutex : payer.mutex);
    if (payer.balance.load() < amount) return false;
    if (from == to) return true;
    if (payee.balance.load() > INT_MAX - amount) throw std::overflow_error("too much money");
    // Both versions are odd before one balance is new, and until both are.
    payer.version.fetch_add(1);
    payee.version.fetch_add(1);
    payer.balance.fetch_sub(amount);
    payee.balance.fetch_add(amount);
    payer.version.fetch_add(1);
    payee.version.fetch_add(1);
    return true;
  }

  int balance(int account) const override {
    Account& asked = at(account);
    const unsigned version = asked.version.load();
    const int balance = asked.balance.load();
    if (version % 2 == 0 && asked.version.load() == version) return balance;
    const std::lock_guard<std::mutex> guard(asked.mutex);
    return asked.balance.load();
  }

  std::vector<int> balances() const override {
    std::vector<int> all;
    if (read_unlocked(all)) return all;
    all.clear();
    std::vector<std::unique_lock<std::mutex>> guards;
    for (Account& account : accounts_) guards.emplace_back(account.mutex);
    for (const Account& account : accounts_) all.push_back(account.balance.load());
    return all;
  }

  std::int64_t total() const override {
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  // Reads all balances into `all`. Returns whether no account has changed between the end of the
  // first pass and the begin of the second, so that all of them were so at that moment.
  bool read_unlocked(std::vector<int>& all) const {
    std::vector<unsigned> versions;
    for (const Account& account : accounts_) {
      versions.push_back(account.version.load());
      if (versions.back() % 2 != 0) return false;
      all.push_back(account.balance.load());
    }
    for (size_t i = 0; i < versions.size(); ++i) {
      if (accounts_[i].version.load() != versions[i]) return false;
    }
    return true;
  }

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
