// SPDX-License-Identifier: MIT
// Your bank. The contract is in transfer.h; run it with
//   bazel test //lessons/lock:transfer_test
#include "lessons/lock/transfer.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyBank : public Bank {
 public:
  explicit MyBank(const std::vector<int>& opening) {
    (void)opening;
    not_implemented("make_bank");
  }

  bool transfer(int from, int to, int amount) override {
    (void)from;
    (void)to;
    (void)amount;
    not_implemented("Bank::transfer");
  }

  int balance(int account) const override {
    (void)account;
    not_implemented("Bank::balance");
  }

  std::vector<int> balances() const override { not_implemented("Bank::balances"); }

  std::int64_t total() const override { not_implemented("Bank::total"); }
};

}  // namespace

std::unique_ptr<Bank> make_bank(const std::vector<int>& opening) {
  return std::make_unique<MyBank>(opening);
}

}  // namespace lockstep
