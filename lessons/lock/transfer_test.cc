// SPDX-License-Identifier: MIT
// Shows how the bank is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time.
#include "lessons/lock/transfer.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;

TEST(Bank, MovesMoney) {
  explore([] {
    auto bank = make_bank({10, 0});
    EXPECT_TRUE(bank->transfer(0, 1, 4)) << "there was money enough";
    EXPECT_FALSE(bank->transfer(0, 1, 7)) << "only 6 were left";
    EXPECT_EQ(bank->balances(), (std::vector<int>{6, 4})) << "4 were to be moved";
    EXPECT_EQ(bank->total(), 10) << "money was lost or made";
  });
}

TEST(Bank, RefusesWhatMakesNoSense) {
  explore([] {
    EXPECT_THROW(make_bank({-1}), std::invalid_argument);
    auto bank = make_bank({10, 0});
    EXPECT_THROW(bank->transfer(0, 1, 0), std::invalid_argument);
    EXPECT_THROW(bank->transfer(0, 2, 1), std::out_of_range);
    EXPECT_EQ(bank->balance(0), 10) << "a refused transfer moved money";
  });
}

TEST(Bank, TransfersInBothDirectionsEnd) {
  explore([] {
    auto bank = make_bank({10, 10});
    std::thread there([&] { bank->transfer(0, 1, 3); });
    std::thread back([&] { bank->transfer(1, 0, 1); });
    there.join();
    back.join();
    EXPECT_EQ(bank->balance(0), 8) << "3 went, and 1 came back";
  });
}

TEST(Bank, TheSumNeverChanges) {
  explore([] {
    auto bank = make_bank({10, 10});
    std::thread mover([&] { bank->transfer(0, 1, 3); });
    std::thread looker([&] { EXPECT_EQ(bank->total(), 20) << "total() saw a transfer half done"; });
    mover.join();
    looker.join();
  });
}

TEST(Bank, TheSameMoneyIsSpentOnce) {
  explore([] {
    auto bank = make_bank({10, 0, 0});
    std::atomic<int> moved{0};
    std::thread one([&] { moved += bank->transfer(0, 1, 10) ? 1 : 0; });
    std::thread other([&] { moved += bank->transfer(0, 2, 10) ? 1 : 0; });
    one.join();
    other.join();
    EXPECT_EQ(moved, 1) << "there was money for one transfer";
  });
}

}  // namespace
}  // namespace lockstep
