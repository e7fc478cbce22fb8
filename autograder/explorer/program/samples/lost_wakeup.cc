// SPDX-License-Identifier: MIT
// A sample: the flag is set and signalled without the mutex, between a waiter's look and its wait.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

int main() {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> ready{false};
  std::thread waiter([&] {
    std::unique_lock lock(mutex);
    while (!ready.load()) changed.wait(lock);
  });
  ready.store(true);
  changed.notify_one();
  waiter.join();
}
