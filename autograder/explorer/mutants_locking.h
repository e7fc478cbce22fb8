// SPDX-License-Identifier: MIT
// Mutants whose fault is in locking and ordering. See mutants.h. `Wrong` chooses the fault at
// compile time, so that the corrected program differs in nothing else.
#pragma once

#include <atomic>
#include <mutex>

#include "autograder/explorer/mutants_common.h"

namespace lockstep::explorer {

// M5: two locks taken in opposite orders.
template <bool Wrong>
void opposite_orders() {
  std::mutex a;
  std::mutex b;
  run_all(
      [&] {
        std::lock_guard first(a);
        std::lock_guard second(b);
      },
      [&] {
        std::lock_guard first(Wrong ? b : a);
        std::lock_guard second(Wrong ? a : b);
      });
}

// M6: a read and the write that depends on it, in two critical sections.
template <bool Wrong>
void two_sections() {
  std::mutex mutex;
  int count = 0;
  auto increment = [&] {
    Lock lock(mutex);
    int seen = count;
    if (Wrong) {
      lock.unlock();
      lock.lock();
    }
    count = seen + 1;
  };
  run_all(increment, increment);
  expect(count == 2);
}

// M8: plain data published by a relaxed store.
template <bool Wrong>
void relaxed_publication() {
  int data = 0;
  std::atomic<bool> ready = false;
  run_all(
      [&] {
        data = 1;
        ready.store(true, Wrong ? std::memory_order_relaxed : std::memory_order_release);
      },
      [&] {
        if (ready.load(std::memory_order_acquire)) expect(data == 1);
      });
}

// M9: a counter without synchronisation.
template <bool Wrong>
void bare_counter() {
  std::mutex mutex;
  int count = 0;
  auto increment = [&] {
    Lock lock(mutex, std::defer_lock);
    if (!Wrong) lock.lock();
    ++count;
  };
  run_all(increment, increment);
  expect(Wrong || count == 2);
}

// M10: goes wrong only if three threads pass their sections in one order of several.
template <bool Wrong>
void three_in_order() {
  std::mutex mutex;
  int stage = 0;
  auto pass = [&](int from, int to) {
    for (int i = 0; i < 2; ++i) {
      std::lock_guard lock(mutex);
      if (stage == from) stage = to;
    }
  };
  run_all([&] { pass(2, Wrong ? 3 : 0); }, [&] { pass(1, 2); }, [&] { pass(0, 1); });
  expect(stage != 3);
}

}  // namespace lockstep::explorer
