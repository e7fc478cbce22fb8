// SPDX-License-Identifier: MIT
// The claims of the exercise `transfer` on threads that move money at the same time: none is lost
// or made, and nobody sees a transfer half done.
#include "lessons/lock/transfer.h"

#include <atomic>
#include <climits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using Balances = std::vector<int>;

CLAIM(Bank, NoMoneyIsLost, 8, "transfers at the same time all count") {
  explore_claim([] {
    auto bank = make_bank({10, 10, 10});
    together([&] { bank->transfer(0, 1, 1); }, [&] { bank->transfer(2, 1, 2); },
             [&] { bank->transfer(0, 2, 4); });
    EXPECT_EQ(bank->balances(), (Balances{5, 13, 12})) << because("money was lost or made");
  });
}

CLAIM(Bank, MoneyIsSpentOnce, 8, "of two transfers of the same money one fails") {
  // The account in question has a lower number than the others, or a higher one.
  for (const int payer : {0, 2}) {
    const int other = 2 - payer;
    explore_claim([&] {
      Balances opening = {0, 0, 0};
      opening[static_cast<size_t>(payer)] = 5;
      auto bank = make_bank(opening);
      std::atomic<int> moved{0};
      together([&] { moved += bank->transfer(payer, 1, 5) ? 1 : 0; },
               [&] { moved += bank->transfer(payer, other, 5) ? 1 : 0; });
      EXPECT_EQ(moved, 1) << because("the same money was moved twice, or not at all");
      EXPECT_EQ(bank->balance(payer), 0) << because("a balance is not what the transfers left");
      EXPECT_EQ(bank->total(), 5) << because("money was lost or made");
    });
  }
  for (const int payee : {2, 0}) {
    const int other = 2 - payee;
    explore_claim([&] {
      Balances opening = {5, 5, 5};
      opening[static_cast<size_t>(payee)] = INT_MAX - 5;
      auto bank = make_bank(opening);
      std::atomic<int> refused{0};
      const auto move = [&](int from) {
        try {
          bank->transfer(from, payee, 5);
        } catch (const std::overflow_error&) {
          ++refused;
        }
      };
      together([&] { move(other); }, [&] { move(1); });
      EXPECT_EQ(refused, 1) << because("two transfers at once brought an account above INT_MAX");
    });
  }
}

CLAIM(Bank, SumIsNeverSeenInBetween, 10, "whoever looks sees the same sum, at any time") {
  explore_claim([] {
    auto bank = make_bank({5, 5, 5});
    together([&] { bank->transfer(0, 2, 3); }, [&] { bank->transfer(2, 1, 4); },
             [&] {
               EXPECT_EQ(bank->total(), 15) << because("total() saw a transfer half done");
               const Balances seen = bank->balances();
               EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), 0), 15)
                   << because("balances() saw a transfer half done");
             });
  });
}

CLAIM(Bank, SeenAtBothAccounts, 8, "who sees a transfer at one account sees it at the other") {
  explore_claim([] {
    auto bank = make_bank({5, 0, 5, 0});
    together(
        [&] {
          bank->transfer(0, 1, 5);
          bank->transfer(2, 3, 5);
        },
        [&] {
          if (bank->balance(0) == 0) {
            EXPECT_EQ(bank->balance(1), 5) << because("money had left, and had not arrived");
          }
          if (bank->balance(3) == 5) {
            EXPECT_EQ(bank->balance(2), 0) << because("money had arrived, and had not left");
          }
        });
  });
}

}  // namespace
}  // namespace lockstep
