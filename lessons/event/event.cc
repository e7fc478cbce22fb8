// SPDX-License-Identifier: MIT
// Your event. The contract is in event.h; run it with
//   bazel test //lessons/event:event_test
#include "lessons/event/event.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyEvent : public Event {
 public:
  MyEvent() { not_implemented("make_event"); }

  void set() override { not_implemented("Event::set"); }

  void clear() override { not_implemented("Event::clear"); }

  bool is_set() const override { not_implemented("Event::is_set"); }

  void wait() override { not_implemented("Event::wait"); }

  bool wait_for(std::chrono::nanoseconds timeout) override {
    (void)timeout;
    not_implemented("Event::wait_for");
  }
};

}  // namespace

std::unique_ptr<Event> make_event() { return std::make_unique<MyEvent>(); }

}  // namespace lockstep
