// SPDX-License-Identifier: MIT
// The scenarios of scenarios.h for Relacy (package relacy-dev), a simulator with types of its own,
// without ThreadSanitizer: what a scheduler in user mode can reach. Its threads are not created and
// joined by a main one. Without its header this says so and measures nothing.
#include <cstdio>

#if __has_include(<relacy/relacy.hpp>)
#include <cstdlib>
#include <sstream>
#include <vector>

#include "autograder/explorer/bench/measure.h"

// Last: it defines macros such as `new` and `$`, the place of a call.
#include <relacy/relacy.hpp>

namespace lockstep::explorer {
namespace {

struct MutexAndCondition : rl::test_suite<MutexAndCondition, 2> {
  rl::mutex mutex;
  rl::condition_variable changed;
  rl::var<int> ready;

  void before() { ready($) = 0; }
  void thread(unsigned index) {
    mutex.lock($);
    if (index == 0) {
      while (ready($) == 0) changed.wait(mutex, $);
    } else {
      ready($) = 1;
      changed.notify_one($);
    }
    mutex.unlock($);
  }
};

struct BoundedQueue : rl::test_suite<BoundedQueue, 4> {
  static constexpr int kCapacity = 2;

  rl::mutex mutex;
  rl::condition_variable not_full;
  rl::condition_variable not_empty;
  rl::var<int> items[kCapacity];
  rl::var<int> first;
  rl::var<int> count;

  void before() {
    first($) = 0;
    count($) = 0;
  }

  void put(int item) {
    mutex.lock($);
    while (count($) == kCapacity) not_full.wait(mutex, $);
    items[(first($) + count($)) % kCapacity]($) = item;
    ++count($);
    not_empty.notify_one($);
    mutex.unlock($);
  }

  int get() {
    mutex.lock($);
    while (count($) == 0) not_empty.wait(mutex, $);
    int item = items[first($)]($);
    first($) = (first($) + 1) % kCapacity;
    --count($);
    not_full.notify_one($);
    mutex.unlock($);
    return item;
  }

  void thread(unsigned index) {
    for (int i = 0; i < 3; ++i) {
      if (index < 2) {
        put(i);
      } else {
        get();
      }
    }
  }
};

struct SpinLock : rl::test_suite<SpinLock, 2> {
  rl::atomic<int> locked;
  rl::var<int> count;

  void before() {
    locked.store(0, rl::mo_relaxed, $);
    count($) = 0;
  }
  void thread(unsigned) {
    while (locked.exchange(1, rl::mo_acquire, $) != 0) {
    }
    ++count($);
    locked.store(0, rl::mo_release, $);
  }
};

struct FutexSemaphore : rl::test_suite<FutexSemaphore, 2> {
  rl::atomic<int> permits;

  void before() { permits.store(0, rl::mo_relaxed, $); }

  void acquire() {
    for (;;) {
      int now = permits.load(rl::mo_seq_cst, $);
      if (now == 0) {
        rl::rl_futex(&permits, rl::RL_FUTEX_WAIT, 0, nullptr, nullptr, 0, $);
      } else if (permits.compare_exchange_strong(now, now - 1, rl::mo_seq_cst, $)) {
        return;
      }
    }
  }

  void release() {
    permits.fetch_add(1, rl::mo_seq_cst, $);
    rl::rl_futex(&permits, rl::RL_FUTEX_WAKE, 1, nullptr, nullptr, 0, $);
  }

  void thread(unsigned index) {
    if (index == 0) {
      acquire();
    } else {
      release();
    }
  }
};

// The budget that the explorer has by default.
template <class Scenario>
uint64_t simulate_once() {
  std::ostringstream unread;
  rl::test_params parameters;
  parameters.iteration_count = 20'000;
  parameters.search_type = rl::random_scheduler_type;
  parameters.output_stream = &unread;
  parameters.progress_stream = &unread;
  if (rl::simulate<Scenario>(parameters)) return parameters.iteration_count;
  std::fprintf(stderr, "%s\n", unread.str().c_str());
  std::exit(1);
}

template <class Scenario>
void measure(const char* name) {
  print_rate("relacy", name, [](int) { return simulate_once<Scenario>(); });
}

}  // namespace
}  // namespace lockstep::explorer

int main() {
  namespace explorer = lockstep::explorer;
  explorer::measure<explorer::MutexAndCondition>("mutex_and_condition");
  explorer::measure<explorer::BoundedQueue>("bounded_queue");
  explorer::measure<explorer::SpinLock>("spin_lock");
  explorer::measure<explorer::FutexSemaphore>("futex_semaphore");
}

#else

int main() {
  std::fputs("no header of Relacy (package relacy-dev): nothing to compare with\n", stderr);
}

#endif
