// SPDX-License-Identifier: MIT
// The small programs whose schedules a second are measured. relacy_bench.cc has the same in
// Relacy's words.
#pragma once

namespace lockstep::explorer {

// Two threads: one waits for a flag by a condition variable, the other sets it.
void mutex_and_condition();

// Two producers and two consumers, three items each, through a queue for two items.
void bounded_queue();

// Two threads count once each under a lock that spins on an atomic.
void spin_lock();

// Two threads: one acquires what the other releases, by a semaphore made of an atomic and a futex.
void futex_semaphore();

// The same with std::counting_semaphore, which looks again several times before it waits. Relacy
// has none.
void counting_semaphore();

}  // namespace lockstep::explorer
