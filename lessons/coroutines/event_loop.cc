// SPDX-License-Identifier: MIT
// Your event loop. The contract is in event_loop.h; run it with
//   bazel test //lessons/coroutines:event_loop_test
#include "lessons/coroutines/event_loop.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyEventLoop : public EventLoop {
 public:
  Job spawn(base::Routine routine) override {
    (void)routine;
    not_implemented("EventLoop::spawn");
  }

  void run() override { not_implemented("EventLoop::run"); }

  bool cancel(Job job) override {
    (void)job;
    not_implemented("EventLoop::cancel");
  }

 private:
  void begin_sleep(Duration time) override {
    (void)time;
    not_implemented("EventLoop::begin_sleep");
  }

  void begin_join(const std::vector<Job>& jobs, std::optional<Duration> time) override {
    (void)jobs;
    (void)time;
    not_implemented("EventLoop::begin_join");
  }

  std::vector<int> end_wait() override { not_implemented("EventLoop::end_wait"); }
};

}  // namespace

std::unique_ptr<EventLoop> make_event_loop() { return std::make_unique<MyEventLoop>(); }

}  // namespace lockstep
