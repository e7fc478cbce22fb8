// SPDX-License-Identifier: MIT
// Your joinable queue. The contract is in joinable_queue.h; run it with
//   bazel test //lessons/queue:joinable_queue_test
#include "lessons/queue/joinable_queue.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyJoinableQueue : public JoinableQueue {
 public:
  explicit MyJoinableQueue(int capacity) {
    (void)capacity;
    not_implemented("make_joinable_queue");
  }

  void put(int item) override {
    (void)item;
    not_implemented("JoinableQueue::put");
  }

  int get() override { not_implemented("JoinableQueue::get"); }

  std::optional<int> try_get() override { not_implemented("JoinableQueue::try_get"); }

  void task_done() override { not_implemented("JoinableQueue::task_done"); }

  void join() override { not_implemented("JoinableQueue::join"); }
};

}  // namespace

std::unique_ptr<JoinableQueue> make_joinable_queue(int capacity) {
  return std::make_unique<MyJoinableQueue>(capacity);
}

}  // namespace lockstep
