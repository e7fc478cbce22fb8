// SPDX-License-Identifier: MIT
// The claims of the exercise `joinable_queue` on join().
#include <atomic>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/queue/joinable_queue.h"
#include "tests/base/explore_claim.h"
#include "tests/base/sleeping.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

using std::this_thread::yield;

CLAIM(JoinableQueue, JoinWaitsForTheWork, 9, "join waits until the work is done, not taken") {
  explore_claim([] {
    auto queue = make_joinable_queue(1);
    std::atomic<int> done{0};
    const auto work = [&] {
      queue->get();
      yield();
      ++done;
      queue->task_done();
    };
    together(work, work, [&] {
      queue->put(1);
      queue->put(2);
      queue->join();
      EXPECT_EQ(done, 2) << because("join() returned before all items were done");
    });
  });
}

CLAIM(JoinableQueue, JoinWaitsForNewItems, 8, "join waits for items that a task puts, too") {
  explore_claim([] {
    auto queue = make_joinable_queue(0);
    std::atomic<int> done{0};
    queue->put(1);
    const auto work = [&] {
      // The first task finds another one, for the other worker, before it is done.
      if (queue->get() == 1) queue->put(2);
      ++done;
      queue->task_done();
    };
    together(work, work, [&] {
      queue->join();
      EXPECT_EQ(done, 2) << because("join() returned before an item put meanwhile was done");
    });
  });
}

CLAIM(JoinableQueue, EveryJoinerGoes, 8, "all threads that wait in join go on") {
  explore_claim([] {
    auto queue = make_joinable_queue(0);
    queue->put(1);
    const auto join = [&] { queue->join(); };
    together(join, join, [&] {
      queue->get();
      queue->task_done();
    });
  });
}

CLAIM(JoinableQueue, JoinsAgain, 6, "join serves a second round, and returns at once when idle") {
  explore_claim([] {
    auto queue = make_joinable_queue(1);
    queue->join();
    std::atomic<int> done{0};
    together(
        [&] {
          for (int task = 0; task < 2; ++task) {
            queue->get();
            ++done;
            queue->task_done();
          }
        },
        [&] {
          for (int round = 1; round <= 2; ++round) {
            queue->put(round);
            queue->join();
            EXPECT_EQ(done, round) << because("join() returned before the item was done");
            queue->join();
          }
        });
  });
}

CLAIM(JoinableQueue, WaitingPutsDoNotCount, 4, "an item does not count while put waits for room") {
  explore_claim([] {
    auto queue = make_joinable_queue(1);
    queue->put(1);
    together([&] { queue->put(2); },
             [&] {
               // There is no room before the get() below. So the only item that counts is done
               // now, although it is still there.
               queue->task_done();
               queue->join();
               queue->get();
             });
  });
}

CLAIM(JoinableQueue, ShowsWhatWasDone, 6, "what was done before task_done is seen after join") {
  explore_claim([] {
    auto queue = make_joinable_queue(0);
    int order = 0;   // goes along with the item
    int result = 0;  // waited for by join()
    together(
        [&] {
          order = 3;
          queue->put(1);
          queue->join();
          EXPECT_EQ(result, 4) << because("a write made before task_done() was not seen");
        },
        [&] {
          queue->get();
          result = order + 1;
          queue->task_done();
        });
  });
}

CLAIM(JoinableQueue, WaitingThreadsSleep, 6, "a thread in join sleeps until the work is done") {
  explore_sleep([] {
    auto queue = make_joinable_queue(1);
    queue->put(1);
    together([&] { queue->join(); },
             [&] {
               work_long();
               queue->task_done();
             });
  });
}

}  // namespace
}  // namespace lockstep
