// SPDX-License-Identifier: MIT
// See explain.h. A wait for a lock or for a thread's end has somebody to blame; a wait for a signal
// has not.
#include "autograder/explorer/core/explain.h"

namespace lockstep::explorer {
namespace {

// Who keeps `thread` waiting: a thread, kOutsider, or kNobody for a signal.
int blamed(const Thread& thread) {
  const Wait& wait = thread.wait;
  switch (wait.what) {
    case WaitFor::kMutex:
    case WaitFor::kOnce:
      return wait.object->owner;
    case WaitFor::kReadLock:
    case WaitFor::kWriteLock:
      if (wait.object->owner != kNobody) return wait.object->owner;
      return wait.object->readers.empty() ? kNobody : wait.object->readers.first();
    case WaitFor::kJoin:
      return wait.thread;
    default:
      return kNobody;
  }
}

bool is_blocked(const Thread& thread) {
  return !thread.finished && thread.wait.what != WaitFor::kNothing && !run.enabled.has(thread.id);
}

Text wait_text(const Thread& thread) {
  Text text;
  const Wait& wait = thread.wait;
  switch (wait.what) {
    case WaitFor::kJoin:
      return text << "waits for " << thread_text(wait.thread).c_str() << " to end";
    case WaitFor::kSleep:
      return text << "sleeps";
    case WaitFor::kReadLock:
      text << "waits to read-lock ";
      break;
    case WaitFor::kWriteLock:
      text << "waits to write-lock ";
      break;
    case WaitFor::kMutex:
      text << "waits for ";
      break;
    case WaitFor::kOnce:
      return text << "waits for the end of an initialisation (" << object_text(*wait.object).c_str()
                  << ")";
    default:
      text << "waits on ";
  }
  return text << object_text(*wait.object).c_str();
}

void add_holder(Text& text, const Thread& thread, int holder) {
  if (thread.wait.what == WaitFor::kJoin || thread.wait.what == WaitFor::kOnce) return;
  if (holder == kOutsider) {
    text << ", held since before the run";
  } else if (holder == thread.id) {
    text << ", which it holds itself";
  } else {
    text << ", held by " << thread_text(holder).c_str();
    if (threads[holder].finished) text << ", which has ended without unlocking it";
  }
}

// The cycle that begins at `first`: "thread 2 waits for mutex A, held by thread 1, which waits for
// mutex B, held by thread 2".
Text cycle_text(const Thread& first) {
  Text text;
  text << thread_text(first.id).c_str();
  const Thread* thread = &first;
  do {
    text << " " << wait_text(*thread).c_str();
    int holder = blamed(*thread);
    add_holder(text, *thread, holder);
    thread = &threads[holder];
    if (thread != &first) {
      text << (thread->finished ? "" : ", which");
    }
  } while (thread != &first);
  return text;
}

bool in_cycle(const Thread& first) {
  const Thread* thread = &first;
  for (int steps = 0; steps < run.thread_count; ++steps) {
    if (thread->finished || thread->wait.deadline != kForever) return false;
    if (thread != &first && !is_blocked(*thread)) return false;
    int holder = blamed(*thread);
    if (holder < 0) return false;
    thread = &threads[holder];
    if (thread == &first) return true;
  }
  return false;
}

void add_waits(Text& text, int except) {
  for (int id = 0; id < run.thread_count; ++id) {
    const Thread& thread = threads[id];
    if (id == except || !is_blocked(thread)) continue;
    if (!text.empty()) text << "; ";
    text << thread_text(id).c_str() << " " << wait_text(thread).c_str();
    int holder = blamed(thread);
    if (holder != kNobody) add_holder(text, thread, holder);
  }
}

bool somebody_awaits_signal() {
  for (int id = 0; id < run.thread_count; ++id) {
    if (is_blocked(threads[id]) && blamed(threads[id]) == kNobody) return true;
  }
  return false;
}

}  // namespace

Text thread_text(int id) {
  Text text;
  if (id == 0) return text << "the main thread";
  return text << "thread " << id;
}

Text object_text(const Object& object) {
  Text text;
  text << kind_name(object.kind) << " ";
  if (object.kind == Kind::kAtomic) return text << (object.index + 1);
  char letters[3] = {static_cast<char>('A' + object.index % 26), '\0', '\0'};
  text << letters;
  if (object.index >= 26) text << (object.index / 26);
  return text;
}

Text object_text(const void* address, Kind kind) { return object_text(object_at(address, kind)); }

void end_if_cycle(Thread* me) {
  if (in_cycle(*me)) end_run(Outcome::kDeadlock, cycle_text(*me));
}

void end_stuck() {
  for (int id = 0; id < run.thread_count; ++id) {
    if (is_blocked(threads[id]) && in_cycle(threads[id])) {
      end_run(Outcome::kDeadlock, cycle_text(threads[id]));
    }
  }
  Text text;
  add_waits(text, kNobody);
  if (run.main_done) {
    Text left;
    end_run(Outcome::kLeak, left << "left behind at the end of the body: " << text.c_str());
  }
  if (!somebody_awaits_signal()) end_run(Outcome::kDeadlock, text);
  end_run(Outcome::kLostWakeup, text << "; nobody is left to wake them");
}

}  // namespace lockstep::explorer
