// SPDX-License-Identifier: MIT
// With :plain linked in, plain reads and writes of instrumented code are switch points.
#include <thread>

#include "autograder/explorer/test_help.h"

namespace lockstep::explorer {
namespace {

TEST(Plain, AccessesAreSwitchPoints) {
  auto body = [](int writes) {
    int shared = 0;
    volatile int* place = &shared;
    std::thread writer([&] {
      for (int i = 0; i < writes; ++i) *place = i;
    });
    writer.join();
  };
  Result none = explored_with("random", [&] { body(0); }, 1);
  Result ten = explored_with("random", [&] { body(10); }, 1);
  expect_outcome(Outcome::kPassed, ten);
  EXPECT_GE(ten.steps, none.steps + 10);
}

}  // namespace
}  // namespace lockstep::explorer
