// SPDX-License-Identifier: MIT
// A sample: right. One thread hands three numbers to another; without an argument it ends well,
// with one that is its exit status.
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

int main(int argc, char** argv) {
  std::mutex mutex;
  std::condition_variable filled;
  std::deque<int> items;
  int sum = 0;
  std::thread consumer([&] {
    for (int i = 0; i < 3; ++i) {
      std::unique_lock lock(mutex);
      filled.wait(lock, [&] { return !items.empty(); });
      sum += items.front();
      items.pop_front();
    }
  });
  for (int i = 1; i <= 3; ++i) {
    std::lock_guard lock(mutex);
    items.push_back(i);
    filled.notify_one();
  }
  consumer.join();
  std::printf("the sum is %d\n", sum);
  return argc > 1 ? std::atoi(argv[1]) : 0;
}
