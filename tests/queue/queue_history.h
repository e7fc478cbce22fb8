// SPDX-License-Identifier: MIT
// What threads asked of a bounded queue and what it answered, for claims that look for an order of
// the calls that explains all answers.
#ifndef TESTS_QUEUE_QUEUE_HISTORY_H_
#define TESTS_QUEUE_QUEUE_HISTORY_H_

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "autograder/explorer/history/history.h"
#include "autograder/explorer/history/linearizable.h"
#include "autograder/explorer/history/queue_spec.h"
#include "autograder/harness/claim.h"
#include "lessons/queue/bounded_queue.h"

namespace lockstep {

class QueueHistory {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  bool put(BoundedQueue& queue, int item) {
    return history_.record("put", item, [&] { return queue.put(item); });
  }
  bool try_put(BoundedQueue& queue, int item) {
    return history_.record("try_put", item, [&] { return queue.try_put(item); });
  }
  bool put_for(BoundedQueue& queue, int item, Nanoseconds timeout) {
    return history_.record("put_for", item, [&] { return queue.put_for(item, timeout); });
  }
  std::optional<int> get(BoundedQueue& queue) {
    return history_.record("get", [&] { return queue.get(); });
  }
  std::optional<int> try_get(BoundedQueue& queue) {
    return history_.record("try_get", [&] { return queue.try_get(); });
  }
  std::optional<int> get_for(BoundedQueue& queue, Nanoseconds timeout) {
    return history_.record("get_for", [&] { return queue.get_for(timeout); });
  }
  void close(BoundedQueue& queue) {
    history_.record("close", [&] { queue.close(); });
  }

  // Takes what is left, so that it counts too, and looks for an order. While nobody records.
  void expect_an_order(BoundedQueue& queue, int capacity) {
    // No more than a history holds, for a queue that never gets empty.
    for (int left = 0; left < 16 && try_get(queue); ++left) continue;
    const std::vector<explorer::Operation> operations = history_.operations();
    // Most schedules repeat the history of another one.
    static std::map<int, std::set<std::vector<explorer::Operation>, explorer::HistoryLess>>
        explained_by_capacity;
    auto& explained = explained_by_capacity[capacity];
    if (explained.contains(operations)) return;
    const explorer::QueueSpec empty(static_cast<size_t>(capacity));
    const auto result = explorer::linearizable(operations, empty);
    if (result.fits()) explained.insert(operations);
    EXPECT_TRUE(result.fits()) << because("no order of the calls explains what they returned: " +
                                          result.message);
  }

 private:
  explorer::History history_;
};

}  // namespace lockstep

#endif  // TESTS_QUEUE_QUEUE_HISTORY_H_
