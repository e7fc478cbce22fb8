// SPDX-License-Identifier: MIT
// Your bounded queue. The contract is in bounded_queue.h; run it with
//   bazel test //lessons/queue:bounded_queue_test
#include "lessons/queue/bounded_queue.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyBoundedQueue : public BoundedQueue {
 public:
  explicit MyBoundedQueue(int capacity) {
    (void)capacity;
    not_implemented("make_bounded_queue");
  }

  bool put(int item) override {
    (void)item;
    not_implemented("BoundedQueue::put");
  }

  bool try_put(int item) override {
    (void)item;
    not_implemented("BoundedQueue::try_put");
  }

  bool put_for(int item, std::chrono::nanoseconds timeout) override {
    (void)item;
    (void)timeout;
    not_implemented("BoundedQueue::put_for");
  }

  std::optional<int> get() override { not_implemented("BoundedQueue::get"); }

  std::optional<int> try_get() override { not_implemented("BoundedQueue::try_get"); }

  std::optional<int> get_for(std::chrono::nanoseconds timeout) override {
    (void)timeout;
    not_implemented("BoundedQueue::get_for");
  }

  void close() override { not_implemented("BoundedQueue::close"); }

  bool is_closed() const override { not_implemented("BoundedQueue::is_closed"); }

  int size() const override { not_implemented("BoundedQueue::size"); }

  bool empty() const override { not_implemented("BoundedQueue::empty"); }

  bool full() const override { not_implemented("BoundedQueue::full"); }
};

}  // namespace

std::unique_ptr<BoundedQueue> make_bounded_queue(int capacity) {
  return std::make_unique<MyBoundedQueue>(capacity);
}

}  // namespace lockstep
