// SPDX-License-Identifier: MIT
// The claims of the exercise `transfer` on who waits for whom: nobody for ever, and those that
// share no account not at all.
#include "lessons/lock/transfer.h"

#include <atomic>
#include <numeric>
#include <vector>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

CLAIM(Bank, OppositeTransfersEnd, 12, "transfers in opposite directions do not block each other") {
  // Several pairs: an order that is the same for two accounts helps for some pairs only.
  const std::vector<int> opening(17, 5);
  for (const int other : {1, 2, 10, 16}) {
    explore_claim([&] {
      auto bank = make_bank(opening);
      together([&] { bank->transfer(0, other, 1); }, [&] { bank->transfer(other, 0, 2); });
      EXPECT_EQ(bank->balance(0), 6) << because("money was lost or made");
    });
  }
}

CLAIM(Bank, LookingBlocksNobody, 7, "transfers, balances and total do not block each other") {
  for (const bool upwards : {true, false}) {
    explore_claim([&] {
      auto bank = make_bank({5, 5, 5});
      together([&] { upwards ? bank->transfer(0, 2, 1) : bank->transfer(2, 0, 1); },
               [&] { bank->balances(); }, [&] { bank->total(); });
    });
  }
}

// How many steps a thread has made within its transfer; 0 when it is outside.
using Place = std::atomic<int>;

thread_local Place* my_place = nullptr;  // of this thread, while it is within its transfer

struct Move {
  int from;
  int to;
};

// Two threads move money, between accounts that are not the same, in a bank of so many accounts.
void explore_apart(int accounts, const Move (&moves)[2]) {
  // With one preemption at most, and all of those are tried: the thread that begins while the other
  // one is within its transfer then keeps its turn until it has to wait. So the other one may not
  // move before it has ended.
  explorer::Options options;
  options.strategy = "bounded";
  options.max_preemptions = 1;
  options.invariant = [] {
    if (my_place != nullptr) ++*my_place;
    return true;
  };
  const std::vector<int> opening(static_cast<size_t>(accounts), 5);
  const auto body = [&] {
    auto bank = make_bank(opening);
    Place places[2] = {0, 0};
    const auto move = [&](int me) {
      const int before = places[1 - me];
      my_place = &places[me];
      bank->transfer(moves[me].from, moves[me].to, 1);
      my_place = nullptr;
      if (before != 0) {
        EXPECT_EQ(places[1 - me], before) << because("a transfer waited for one of other accounts");
      }
      places[me] = 0;
    };
    together([&] { move(0); }, [&] { move(1); });
  };
  explorer::explore(body, options);
}

CLAIM(Bank, OtherAccountsDoNotWait, 9,
      "transfers that share no account never wait for each other") {
  explore_apart(4, {{0, 1}, {2, 3}});
  explore_apart(4, {{0, 2}, {3, 1}});  // neighbours may not share a lock
  // Nor may accounts that lie `distance` apart, as they do where there are so many locks for all
  // accounts, or half as many, or a third.
  std::vector<int> distances(127);
  std::iota(distances.begin(), distances.end(), 2);
  for (const int many : {1'000, 1'024}) distances.push_back(many);
  for (const int distance : distances) {
    explore_apart(distance + 2, {{0, 1}, {distance, distance + 1}});
  }
}

}  // namespace
}  // namespace lockstep
