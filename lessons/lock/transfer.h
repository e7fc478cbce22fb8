// SPDX-License-Identifier: MIT
// A bank that moves money between its accounts, on behalf of many threads at once.
//
// The accounts are fixed when the bank is made, and numbered from 0. Money neither enters nor
// leaves the bank, so the sum of the balances never changes. No balance is ever below 0 or above
// INT_MAX.
//
// At one moment: each call takes effect at one moment between its begin and its return. Nobody sees
// a transfer half done: whoever sees it at one account, in whichever way, sees it at the other.
//
// Blocking: a call may wait for other calls that are under way, but never for money, and every call
// returns: threads never wait for each other in a circle.
// Transfers that share no account do not wait for each other, not even for a moment: wherever
// within its transfer() a thread is stopped, a transfer() between two other accounts goes straight
// through; it neither waits, sleeps nor yields. So one lock for the whole bank will not do, nor one
// for a list that all use. But balance(), balances() and total() may wait for any transfer, and any
// transfer for them.
//
// Memory ordering: none beyond the balances. From what a thread reads here it may not conclude that
// it sees other things that another thread wrote.
//
// Not promised: an order among waiting threads. Destroying a bank that a thread still uses is the
// caller's error.
#ifndef LESSONS_LOCK_TRANSFER_H_
#define LESSONS_LOCK_TRANSFER_H_

#include <cstdint>
#include <memory>
#include <vector>

namespace lockstep {

// Every member may be called by any number of threads at once. An error changes nothing, and the
// bank is as usable as before.
class Bank {
 public:
  virtual ~Bank() = default;

  // Moves `amount` from the balance of account `from` to that of account `to`. Both may be the same
  // account: the balance stays what it is. Of the following the first that applies counts:
  // - throws std::invalid_argument when amount < 1;
  // - throws std::out_of_range when one of the accounts does not exist;
  // - returns false, and changes nothing, when the balance of `from` is less than `amount`;
  // - throws std::overflow_error when the balance of `to` would be above INT_MAX afterwards;
  // - returns true, when the money has been moved.
  // Each argument may be any int.
  virtual bool transfer(int from, int to, int amount) = 0;

  // The balance of one account. Throws std::out_of_range when it does not exist.
  virtual int balance(int account) const = 0;

  // The balances of all accounts at one moment, in the order of their numbers.
  virtual std::vector<int> balances() const = 0;

  // The sum of the balances of all accounts at one moment. It may be above INT_MAX.
  virtual std::int64_t total() const = 0;
};

// A bank whose account i starts with the balance opening[i]; there may be none. Throws
// std::invalid_argument when one of them is negative.
std::unique_ptr<Bank> make_bank(const std::vector<int>& opening);

}  // namespace lockstep

#endif  // LESSONS_LOCK_TRANSFER_H_
