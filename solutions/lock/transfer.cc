// SPDX-License-Identifier: MIT
// Model answer for lessons/lock/transfer.h: a mutex for each account, and one order in which they
// are locked.
//
// Who needs several accounts holds the locks of all of them at once, and has locked them in the
// order of the account numbers. So a thread that waits for account k holds none but accounts below
// k, the one that holds k waits, if at all, for one above k, and so on: no circle can close.
//
// Invariant: a balance is 0 or more. While no lock is held, the balances add up to what they were.
#include "lessons/lock/transfer.h"

#include <climits>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace lockstep {
namespace {

struct Account {
  mutable std::mutex mutex;
  int balance = 0;  // guarded by mutex
};

class OrderedBank : public Bank {
 public:
  explicit OrderedBank(const std::vector<int>& opening) : accounts_(opening.size()) {
    for (std::size_t i = 0; i < opening.size(); ++i) {
      if (opening[i] < 0) throw std::invalid_argument("an account starts with 0 or more");
      accounts_[i].balance = opening[i];
    }
  }

  bool transfer(int from, int to, int amount) override {
    // What needs no lock is checked before any is taken. The number of accounts is fixed.
    if (amount < 1) throw std::invalid_argument("a transfer moves 1 or more");
    Account& source = find(from);
    Account& target = find(to);
    // Its one mutex cannot be locked twice, so this is a case of its own.
    if (from == to) return covers(source, amount);
    // The order of the numbers, not that of the arguments: of two transfers in opposite directions
    // each would hold what the other one waits for. Any order will do that is the same for all
    // threads, never changes, and has no ties; the balance, for example, has none of the three.
    Account& low = from < to ? source : target;
    Account& high = from < to ? target : source;
    const std::lock_guard<std::mutex> low_guard(low.mutex);
    const std::lock_guard<std::mutex> high_guard(high.mutex);
    // Checked under the locks that stay held while the money moves: before them, another transfer
    // could still take the money that was seen. All checks come before all changes.
    if (source.balance < amount) return false;
    // As a difference: target.balance + amount could overflow, which is undefined.
    if (amount > INT_MAX - target.balance) throw std::overflow_error("the account is full");
    source.balance -= amount;
    target.balance += amount;
    return true;
  }

  int balance(int account) const override {
    // One account suffices: both accounts of a transfer stay locked until both are changed, so who
    // has seen one of them changed cannot find the other one as it was.
    const Account& found = find(account);
    const std::lock_guard<std::mutex> guard(found.mutex);
    return found.balance;
  }

  std::vector<int> balances() const override {
    // All locks at once, in the same order as transfer() takes its two. Account by account would
    // see money twice that moves ahead of the reader, and miss money that moves behind it.
    std::vector<std::unique_lock<std::mutex>> guards;
    guards.reserve(accounts_.size());
    for (const Account& account : accounts_) guards.emplace_back(account.mutex);
    std::vector<int> result;
    result.reserve(accounts_.size());
    for (const Account& account : accounts_) result.push_back(account.balance);
    return result;
  }

  std::int64_t total() const override {
    // No money enters or leaves, so the sum at the start would do. This one also holds in a bank
    // with deposits. It starts from a 64-bit zero: with a plain 0, accumulate() would add ints.
    const std::vector<int> all = balances();
    return std::accumulate(all.begin(), all.end(), std::int64_t{0});
  }

 private:
  static bool covers(const Account& account, int amount) {
    const std::lock_guard<std::mutex> guard(account.mutex);
    return account.balance >= amount;
  }

  // Needs no lock. Throws std::out_of_range.
  Account& find(int account) { return accounts_.at(static_cast<std::size_t>(account)); }
  const Account& find(int account) const { return accounts_.at(static_cast<std::size_t>(account)); }

  std::vector<Account> accounts_;  // never resized: a mutex cannot move
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<OrderedBank>(opening);
}

}  // namespace lockstep

// The standard library has std::scoped_lock (<mutex>), and below it std::lock(), for exactly this:
// it locks several mutexes without deadlock, in whichever order they are named. It needs no order
// because it never waits while it holds one: it waits for one mutex, only tries the others, and
// gives all back when a try fails. It still cannot lock one mutex twice, so a transfer to oneself
// stays a case of its own; and for a number of mutexes that is known only at run time, as in
// balances(), an order is the simpler way.
//
// Databases do the same with rows: two-phase locking, and where no order can be kept they let the
// deadlock happen, find the circle, and make one of the transactions start again.
