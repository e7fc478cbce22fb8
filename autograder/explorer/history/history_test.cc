// SPDX-License-Identifier: MIT
// Recording within explore(), and the checker on what real runs record.
#include "autograder/explorer/history/history.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/history/linearizable.h"
#include "autograder/explorer/history/queue_spec.h"
#include "autograder/explorer/history/table.h"

namespace lockstep::explorer {
namespace {

// A queue whose try_get looks and takes in one critical section, or, wrong, in two.
class TryQueue {
 public:
  explicit TryQueue(bool in_one) : in_one_(in_one) {}

  void put(int item) {
    std::lock_guard lock(mutex_);
    items_.push_back(item);
  }

  std::optional<int> try_get() {
    std::unique_lock lock(mutex_);
    if (items_.empty()) return std::nullopt;
    int item = items_.front();
    if (!in_one_) {
      lock.unlock();
      lock.lock();
    }
    if (!items_.empty()) items_.pop_front();
    return item;
  }

 private:
  bool in_one_;
  std::mutex mutex_;
  std::deque<int> items_;
};

// Explores two getters beside a putter; the message of the last history that fits no order.
std::string message_for(bool in_one, uint64_t* misfits) {
  std::string message;
  *misfits = 0;
  Options options;
  options.schedules = 300;
  Result result = explore_result(
      [&] {
        TryQueue queue(in_one);
        History history;
        history.record("put", 1, [&] { queue.put(1); });
        auto get = [&] { history.record("try_get", [&] { return queue.try_get(); }); };
        std::thread other(get);
        get();
        other.join();
        LinearizabilityResult fits = linearizable(history.operations(), QueueSpec(0));
        if (fits.fits()) return;
        ++*misfits;
        message = fits.message;
      },
      options);
  EXPECT_EQ(result.outcome, Outcome::kPassed) << result.message << result.report;
  return message;
}

TEST(History, ARightQueueFitsInEverySchedule) {
  uint64_t misfits = 0;
  EXPECT_EQ(message_for(true, &misfits), "");
  EXPECT_EQ(misfits, 0u);
}

TEST(History, AnItemTakenTwiceIsFound) {
  uint64_t misfits = 0;
  std::string message = message_for(false, &misfits);
  EXPECT_GT(misfits, 10u);
  EXPECT_NE(message.find("returned 1, which fits no order. Where it could come, the object is "
                         "empty."),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("the main thread"), std::string::npos) << message;
  EXPECT_NE(message.find("thread 1"), std::string::npos) << message;
}

// If recording ordered the two threads, the write would often happen before the read.
TEST(History, HidesNoRace) {
  auto body = [] {
    History history;
    int plain = 0;
    std::thread writer([&] {
      plain = 1;
      history.record("write", [] {});
    });
    std::this_thread::yield();  // here the writer may run as a whole
    history.record("read", [] {});
    volatile int seen = plain;
    static_cast<void>(seen);
    writer.join();
  };
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Options options;
    options.strategy = "random";
    options.schedules = 1;
    options.first_seed = seed;
    EXPECT_EQ(explore_result(body, options).outcome, Outcome::kDataRace) << "seed " << seed;
  }
}

TEST(History, LeavesTheSchedulesAsTheyWere) {
  auto explored = [](bool recorded) {
    Options options;
    options.schedules = 200;
    return explore_result(
        [recorded] {
          TryQueue queue(true);
          History history;
          auto put = [&] {
            if (recorded) {
              history.record("put", 1, [&] { queue.put(1); });
            } else {
              queue.put(1);
            }
          };
          std::thread other(put);
          put();
          other.join();
        },
        options);
  };
  Result with = explored(true);
  Result without = explored(false);
  EXPECT_EQ(with.hash, without.hash);
  EXPECT_EQ(with.steps, without.steps);
  EXPECT_GT(with.steps, 1'000u);
}

TEST(History, OutlivesARunThatGotStuck) {
  History history;
  std::vector<Operation> last;
  Options options;
  options.schedules = 50;
  options.failed = [&] {
    last = history.operations();
    return false;
  };
  Result result = explore_result(
      [&] {
        history.clear();
        std::mutex mutex;
        std::condition_variable never;
        std::thread waiter([&] {
          history.record("get", [&] {
            std::unique_lock lock(mutex);
            for (;;) never.wait(lock);
          });
        });
        waiter.join();
      },
      options);
  EXPECT_EQ(result.outcome, Outcome::kLostWakeup) << result.message;
  ASSERT_EQ(last.size(), 1u);
  EXPECT_TRUE(last[0].pending());
  EXPECT_EQ(last[0].thread, 1);
}

}  // namespace
}  // namespace lockstep::explorer
