// SPDX-License-Identifier: MIT
// The claims of the exercise `transfer` on what one thread sees: moving money, errors. The claims
// on threads are in transfer_threads_test.cc and transfer_waiting_test.cc.
//
// All run under the explorer: a thread that waits for ever is found at once there.
#include "lessons/lock/transfer.h"

#include <climits>
#include <stdexcept>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using explorer::explore;
using Balances = std::vector<int>;

CLAIM(Bank, MovesMoney, 5, "a transfer takes the amount from one account and adds it to another") {
  explore([] {
    const Balances opening = {10, 0, 5};
    auto bank = make_bank(opening);
    auto other = make_bank({7});
    ASSERT_EQ(bank->balances(), opening) << because("a new bank has other balances than its own");
    EXPECT_TRUE(bank->transfer(0, 2, 4)) << because("there was money enough, and it was not moved");
    EXPECT_TRUE(bank->transfer(2, 1, 9)) << because("an account cannot give all that it has");
    EXPECT_EQ(bank->balances(), (Balances{6, 9, 0})) << because("the amounts were not moved");
    EXPECT_EQ(bank->balance(1), 9) << because("balance() and balances() say different things");
    EXPECT_EQ(bank->total(), 15) << because("the total is not the sum of the balances");
    EXPECT_EQ(other->total(), 7) << because("two banks share their accounts");
    auto none = make_bank({});
    EXPECT_TRUE(none->balances().empty() && none->total() == 0)
        << because("a bank without accounts has money");
  });
}

CLAIM(Bank, RefusesWrongAmounts, 5, "amounts below 1 and negative openings are errors") {
  explore([] {
    EXPECT_THROW(make_bank({1, -1}), std::invalid_argument)
        << because("a negative opening balance must throw std::invalid_argument");
    auto bank = make_bank({5, 5});
    for (const int amount : {0, -1, INT_MIN}) {
      for (const int to : {1, 0, 2}) {
        EXPECT_THROW(bank->transfer(0, to, amount), std::invalid_argument)
            << because("an amount below 1 must throw std::invalid_argument, before all else");
      }
    }
    EXPECT_EQ(bank->balances(), (Balances{5, 5})) << because("a refused transfer moved money");
  });
}

CLAIM(Bank, RefusesUnknownAccounts, 5, "an account that does not exist is an error") {
  explore([] {
    auto bank = make_bank({5, 5});
    for (const int unknown : {2, -1, INT_MAX, INT_MIN}) {
      EXPECT_THROW(bank->transfer(unknown, 1, 1), std::out_of_range)
          << because("a transfer from an unknown account must throw std::out_of_range");
      EXPECT_THROW(bank->transfer(0, unknown, 9), std::out_of_range)
          << because("a transfer to an unknown account must throw std::out_of_range");
      EXPECT_THROW(bank->transfer(unknown, unknown, 1), std::out_of_range)
          << because("a transfer from an unknown account to itself must throw std::out_of_range");
      EXPECT_THROW(bank->balance(unknown), std::out_of_range)
          << because("the balance of an unknown account must throw std::out_of_range");
    }
    EXPECT_EQ(bank->balances(), (Balances{5, 5})) << because("a refused transfer moved money");
  });
}

CLAIM(Bank, MovesOnlyWhatIsThere, 5, "without the money a transfer returns false, without effect") {
  explore([] {
    const Balances opening = {5, 0, INT_MAX};
    auto bank = make_bank(opening);
    for (const int amount : {6, INT_MAX}) {
      EXPECT_FALSE(bank->transfer(0, 1, amount)) << because("an account gave more than it had");
      ASSERT_EQ(bank->balances(), opening) << because("a transfer that failed moved money");
    }
    EXPECT_NO_THROW(EXPECT_FALSE(bank->transfer(0, 2, 6))
                    << because("an account gave more than it had"))
        << because("without the money it must return false, also when the target has no room");
  });
}

CLAIM(Bank, NoBalanceOverflows, 6, "a balance stays within an int, and a total may be larger") {
  explore([] {
    auto bank = make_bank({INT_MAX, INT_MAX - 2, 5});
    EXPECT_EQ(bank->total(), 2LL * INT_MAX + 3) << because("the total overflowed");
    for (const int amount : {3, INT_MAX}) {
      EXPECT_THROW(bank->transfer(0, 1, amount), std::overflow_error)
          << because("a balance above INT_MAX must throw std::overflow_error");
    }
    EXPECT_EQ(bank->balances(), (Balances{INT_MAX, INT_MAX - 2, 5}))
        << because("a refused transfer moved money");
    EXPECT_TRUE(bank->transfer(2, 1, 2)) << because("a balance of INT_MAX is allowed");
    EXPECT_EQ(bank->balance(1), INT_MAX) << because("a balance of INT_MAX is allowed");
  });
}

CLAIM(Bank, TransfersToItself, 6, "a transfer to the same account leaves its balance as it is") {
  explore([] {
    auto bank = make_bank({5, INT_MAX});
    EXPECT_TRUE(bank->transfer(0, 0, 5)) << because("the money was there: it must return true");
    EXPECT_FALSE(bank->transfer(0, 0, 6)) << because("the money was not there: return false");
    EXPECT_NO_THROW(bank->transfer(1, 1, 1)) << because("the balance does not change: no overflow");
    EXPECT_EQ(bank->balances(), (Balances{5, INT_MAX}))
        << because("a transfer to the same account changed its balance");
  });
}

CLAIM(Bank, ErrorsLeaveTheBankUsable, 6, "after an error all accounts can be used as before") {
  explore([] {
    auto bank = make_bank({5, 5, INT_MAX});
    const std::vector<void (*)(Bank&)> mistakes = {
        [](Bank& b) { b.transfer(0, 1, 0); }, [](Bank& b) { b.transfer(0, 3, 1); },
        [](Bank& b) { b.transfer(3, 0, 1); }, [](Bank& b) { b.transfer(0, 1, 6); },
        [](Bank& b) { b.transfer(0, 2, 1); }, [](Bank& b) { b.transfer(0, 0, 6); },
        [](Bank& b) { b.balance(3); }};
    for (const auto mistake : mistakes) {
      together([&] {
        try {
          mistake(*bank);
        } catch (const std::exception&) {
          // Which one is asked for elsewhere.
        }
      });
      together([&] {
        EXPECT_TRUE(bank->transfer(0, 1, 1) && bank->transfer(1, 0, 1))
            << because("after an error a transfer failed");
        EXPECT_EQ(bank->total(), 10LL + INT_MAX) << because("an error changed the total");
      });
    }
  });
}

}  // namespace
}  // namespace lockstep
