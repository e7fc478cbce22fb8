// SPDX-License-Identifier: MIT
// What the claims of `process_queue` share: children, and many tries.
#ifndef TESTS_QUEUE_PROCESSES_H_
#define TESTS_QUEUE_PROCESSES_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <optional>
#include <string>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "lessons/queue/process_queue.h"
#include "tests/base/child.h"

namespace lockstep {

using Item = std::optional<std::string>;

// A child that waits in a call of the queue.
inline pid_t waiting_child(const std::function<void()>& call) {
  const pid_t child = child_of(call);
  EXPECT_TRUE(await_asleep(child)) << because("a call that has to wait did not wait");
  return child;
}

// An item that shows when it is mixed with another one, or cut.
inline std::string large_item(char name, std::size_t size) {
  std::string item(size, name);
  for (std::size_t i = 0; i < size; i += 7) item[i] = static_cast<char>(i / 7);
  return item;
}

// How many items the queue takes until it is full.
inline int fill(ProcessQueue& queue, const std::string& item) {
  int count = 0;
  while (count < 100 && queue.try_put(item)) ++count;
  return count;
}

}  // namespace lockstep

#endif  // TESTS_QUEUE_PROCESSES_H_
