// SPDX-License-Identifier: MIT
// Mutants whose fault is in waiting and signalling. See mutants.h. `Wrong` chooses the fault at
// compile time, so that the corrected program differs in nothing else.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <queue>

#include "autograder/explorer/mutants_common.h"

namespace lockstep::explorer {

// M1: one condition variable for producers and consumers, with notify_one.
template <bool Wrong>
void one_condition() {
  std::mutex mutex;
  std::condition_variable changed;
  int items = 0;
  auto tell = [&] { Wrong ? changed.notify_one() : changed.notify_all(); };
  auto produce = [&] {
    for (int i = 0; i < 3; ++i) {
      Lock lock(mutex);
      while (items == 1) changed.wait(lock);
      ++items;
      tell();
    }
  };
  auto consume = [&] {
    for (int i = 0; i < 3; ++i) {
      Lock lock(mutex);
      while (items == 0) changed.wait(lock);
      --items;
      tell();
    }
  };
  run_all(produce, produce, consume, consume);
}

// M2: `if` instead of `while` around the wait.
template <bool Wrong>
void if_not_while() {
  std::mutex mutex;
  std::condition_variable changed;
  std::queue<int> items;
  auto consume = [&] {
    Lock lock(mutex);
    if (Wrong) {
      if (items.empty()) changed.wait(lock);
    } else {
      while (items.empty()) changed.wait(lock);
    }
    expect(!items.empty());
    if (!items.empty()) items.pop();
  };
  auto produce = [&] {
    for (int i = 0; i < 2; ++i) {
      std::lock_guard lock(mutex);
      items.push(i);
      changed.notify_one();
    }
  };
  run_all(consume, consume, produce);
}

// M3: the flag is set and the notification given without the mutex.
template <bool Wrong>
void set_without_mutex() {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> set = false;
  run_all(
      [&] {
        Lock lock(mutex);
        while (!set) changed.wait(lock);
      },
      [&] {
        Lock lock(mutex, std::defer_lock);
        if (!Wrong) lock.lock();
        set = true;
        changed.notify_all();
      });
}

// M4: an event with two waiters wakes one.
template <bool Wrong>
void event_wakes_one() {
  std::mutex mutex;
  std::condition_variable changed;
  bool set = false;
  auto wait = [&] {
    Lock lock(mutex);
    while (!set) changed.wait(lock);
  };
  run_all(wait, wait, [&] {
    std::lock_guard lock(mutex);
    set = true;
    Wrong ? changed.notify_one() : changed.notify_all();
  });
}

// M7: a semaphore that notifies only when its count leaves zero.
template <bool Wrong>
void notifies_from_zero() {
  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;
  auto acquire = [&] {
    Lock lock(mutex);
    while (count == 0) changed.wait(lock);
    --count;
  };
  run_all(acquire, acquire, [&] {
    for (int i = 0; i < 2; ++i) {
      std::lock_guard lock(mutex);
      if (count++ == 0 || !Wrong) changed.notify_one();
    }
  });
}

// M11: a barrier used twice that counts arrivals but not rounds.
template <bool Wrong>
void barrier_without_rounds() {
  std::mutex mutex;
  std::condition_variable changed;
  int arrived = 0;
  int round = 0;
  auto arrive = [&] {
    Lock lock(mutex);
    int mine = round;
    if (++arrived == 2) {
      arrived = 0;
      ++round;
      changed.notify_all();
      return;
    }
    if (Wrong) {
      while (arrived != 0) changed.wait(lock);
    } else {
      while (round == mine) changed.wait(lock);
    }
  };
  auto twice = [&] {
    arrive();
    arrive();
  };
  run_all(twice, twice);
}

}  // namespace lockstep::explorer
