// SPDX-License-Identifier: MIT
// Shows how a process queue is used. These cases are a start: the grading looks at more, also at
// processes that are killed.
//
// run_trials() runs its body several times, each time in a process of its own: undisturbed, and
// with calls that are interrupted, short reads and writes, and children that stop for a while.
#include "lessons/queue/process_queue.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

pid_t child_of(const std::function<void()>& function) {
  const pid_t child = fork();
  if (child == 0)
    [&]() noexcept {
      function();
      _exit(0);
    }();
  return child;
}

void await_end_of(pid_t child) {
  while (waitpid(child, nullptr, 0) < 0) continue;
}

TEST(ProcessQueue, ItemsLeaveInOrderAndWhole) {
  run_trials([] {
    const auto queue = make_process_queue(3, 10'000);
    const pid_t child = child_of([&] {
      queue->put("one");
      queue->put("");
      queue->put(std::string(10'000, '3'));
    });
    EXPECT_EQ(queue->get(), "one");
    EXPECT_EQ(queue->get(), "");
    EXPECT_EQ(queue->get(), std::string(10'000, '3'));
    await_end_of(child);
  });
}

TEST(ProcessQueue, AFullQueueMakesAProducerWait) {
  run_trials([] {
    const auto queue = make_process_queue(1, 10);
    queue->put("one");
    EXPECT_FALSE(queue->try_put("two"));
    const pid_t child = child_of([&] { EXPECT_TRUE(queue->put("two")); });
    EXPECT_TRUE(await_asleep(child)) << "there was no room, and put() did not wait";
    EXPECT_EQ(queue->get(), "one");
    EXPECT_EQ(queue->get(), "two");
    await_end_of(child);
  });
}

TEST(ProcessQueue, CloseWakesAWaitingConsumer) {
  run_trials([] {
    const auto queue = make_process_queue(1, 10);
    const pid_t child = child_of([&] { EXPECT_EQ(queue->get(), std::nullopt); });
    EXPECT_TRUE(await_asleep(child)) << "there was no item, and get() did not wait";
    queue->close();
    await_end_of(child);
    EXPECT_FALSE(queue->put("late"));
  });
}

TEST(ProcessQueue, AConsumerThatIsKilledWhileItWaitsHarmsNobody) {
  run_trials([] {
    const auto queue = make_process_queue(1, 10);
    const pid_t child = child_of([&] { queue->get(); });
    EXPECT_TRUE(await_asleep(child)) << "there was no item, and get() did not wait";
    kill(child, SIGKILL);
    await_end_of(child);
    EXPECT_TRUE(queue->put("one"));
    EXPECT_EQ(queue->get(), "one");
  });
}

}  // namespace
}  // namespace lockstep
