// SPDX-License-Identifier: MIT
// What the recorder keeps, outside of runs.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "autograder/explorer/history/history.h"

namespace lockstep::explorer {
namespace {

TEST(Record, KeepsArgumentsAnswersAndExceptions) {
  History history;
  EXPECT_EQ(history.record("get", [] { return 7; }), 7);
  EXPECT_THROW(history.record("put", 3, [] { throw std::runtime_error("closed"); }),
               std::runtime_error);
  history.call("close", kNone);
  std::vector<Operation> operations = history.operations();
  ASSERT_EQ(operations.size(), 3u);
  EXPECT_EQ(operations[0].answer, to_value(7));
  EXPECT_EQ(operations[0].called, 1u);
  EXPECT_EQ(operations[0].returned, 2u);
  EXPECT_EQ(operations[1].call_text(), "put(3)");
  EXPECT_EQ(operations[1].answer, kThrew);
  EXPECT_TRUE(operations[2].pending());
  history.clear();
  EXPECT_TRUE(history.operations().empty());
}

TEST(Record, MayBeUsedByThreadsThatRunAtOnce) {
  History history;
  auto work = [&] {
    for (int i = 0; i < 16; ++i) history.record("try_get", [] { return false; });
  };
  std::thread first(work), second(work);
  first.join();
  second.join();
  std::vector<Operation> operations = history.operations();
  ASSERT_EQ(operations.size(), 32u);
  uint32_t last = 0;
  for (const Operation& operation : operations) last = std::max(last, operation.returned);
  EXPECT_EQ(last, 64u);  // every moment was used once
}

}  // namespace
}  // namespace lockstep::explorer
