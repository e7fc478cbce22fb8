// SPDX-License-Identifier: MIT
// See waiting.h.
#include "autograder/explorer/waiting.h"

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {
namespace {

bool same(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

void count(Thread* me, Thread& waiter) {
  bool blocked = !run.enabled.has(waiter.id);
  if (!blocked && waiter.steps == waiter.bypass_steps) return;
  waiter.bypass_steps = waiter.steps;
  ++waiter.bypassed;
  if (run.spec.max_bypass < 0 || waiter.bypassed <= run.spec.max_bypass) return;
  Text text;
  text << thread_text(waiter.id).c_str() << " waits for \"" << waiter.waits_since
       << "\" while others completed it " << waiter.bypassed << " times, the last "
       << thread_text(me->id).c_str();
  end_run(Outcome::kStarvation, text);
}

}  // namespace

Waiting::Waiting(const char* operation) {
  Thread* me = self();
  if (me == nullptr) return;
  me->waits_since = operation;
  me->bypassed = 0;
  me->bypass_steps = me->steps;
}

Waiting::~Waiting() {
  Thread* me = self();
  if (me != nullptr) me->waits_since = nullptr;
}

void Waiting::completed() {
  Thread* me = self();
  if (me == nullptr || me->waits_since == nullptr) return;
  const char* operation = me->waits_since;
  me->waits_since = nullptr;
  for (int id = 0; id < run.thread_count; ++id) {
    Thread& other = threads[id];
    if (other.waits_since != nullptr && same(other.waits_since, operation)) count(me, other);
  }
}

int Waiting::bypassed() const {
  const Thread* me = self();
  return me == nullptr ? 0 : me->bypassed;
}

}  // namespace lockstep::explorer
