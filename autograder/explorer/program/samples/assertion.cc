// SPDX-License-Identifier: MIT
// A sample: an assertion that only few schedules fail. A light goes through four colours; it fails
// if one passer-by sees the second and then another sees the third.
#undef NDEBUG
#include <atomic>
#include <cassert>
#include <thread>

int main() {
  std::atomic<int> colour{0};
  std::thread light([&] {
    for (int next = 1; next <= 4; ++next) colour.store(next);
  });
  int seen = 0;
  std::thread passer([&] { seen = colour.load(); });
  passer.join();
  int seen_later = colour.load();
  light.join();
  assert(!(seen == 2 && seen_later == 3));
}
