// SPDX-License-Identifier: MIT
// What a student reads.
#include "autograder/explorer/history/table.h"

#include <gtest/gtest.h>

#include "autograder/explorer/history/linearizable.h"
#include "autograder/explorer/history/queue_spec.h"
#include "autograder/explorer/history/test_help.h"

namespace lockstep::explorer {
namespace {

TEST(Table, ShowsOverlapsAndWhatNeverReturned) {
  std::vector<Operation> history = {made(0, "put", number(1), 1, 3), made(2, "get", kNone, 2),
                                    made(0, "try_get", kNone, 4, 5, kNothing)};
  EXPECT_EQ(history_table(history),
            "time  the main thread             thread 2\n"
            "   1  put(1) called\n"
            "   2  |                           get() called\n"
            "   3  put(1) returned             |\n"
            "   4  try_get() called            |\n"
            "   5  try_get() returned nothing  |\n"
            " end                              get() never returned\n");
}

TEST(Table, AnExceptionIsNamed) {
  EXPECT_EQ(answer_text(made(1, "put", number(1), 1, 2, kThrew)), "threw an exception");
}

TEST(Message, NamesTheFirstAnswerThatFitsNoOrderAndWhatWouldHaveBeenThere) {
  std::vector<Operation> history = {
      made(1, "put", number(1), 1, 4), made(2, "put", number(2), 2, 3),
      made(1, "get", kNone, 5, 6, number(7)), made(2, "get", kNone, 7, 8, number(2))};
  EXPECT_EQ(linearizable(history, QueueSpec(2)).message,
            "No order of these operations, made one at a time, gives these answers:\n"
            "\n"
            "time  thread 1          thread 2\n"
            "   1  put(1) called\n"
            "   2  |                 put(2) called\n"
            "   3  |                 put(2) returned\n"
            "   4  put(1) returned\n"
            "   5  get() called\n"
            "   6  get() returned 7  <- fits no order\n"
            "   7                    get() called\n"
            "   8                    get() returned 2\n"
            "\n"
            "get() by thread 1 returned 7, which fits no order. Where it could come, the object "
            "holds 1, 2 (full) or holds 2, 1 (full).\n");
}

}  // namespace
}  // namespace lockstep::explorer
