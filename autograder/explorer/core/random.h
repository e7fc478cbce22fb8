// SPDX-License-Identifier: MIT
// Numbers that depend on a seed only: never on addresses, time or std::random_device.
#pragma once

#include <cstdint>

namespace lockstep::explorer {

class Random {
 public:
  void seed(uint64_t value, uint64_t stream) { state_ = mix(value + stream * kGolden) | 1; }

  uint64_t next() {
    state_ += kGolden;
    return mix(state_);
  }

  // From 0 to n - 1; n at least 1.
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(((next() >> 32) * uint64_t{n}) >> 32); }

 private:
  static constexpr uint64_t kGolden = 0x9E3779B97F4A7C15u;

  static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  uint64_t state_ = 1;
};

}  // namespace lockstep::explorer
