// SPDX-License-Identifier: MIT
// A set of the threads of one run, as bits. Choosing among threads is the hot path of the explorer.
#pragma once

#include <cstdint>

namespace lockstep::explorer {

inline constexpr int kMaxThreads = 128;  // the main one and 127 others, in one run

class ThreadSet {
 public:
  void add(int id) { words_[id >> 6] |= bit(id); }
  void remove(int id) { words_[id >> 6] &= ~bit(id); }
  void clear() { words_[0] = words_[1] = 0; }
  bool has(int id) const { return (words_[id >> 6] & bit(id)) != 0; }
  bool empty() const { return (words_[0] | words_[1]) == 0; }
  int size() const { return __builtin_popcountll(words_[0]) + __builtin_popcountll(words_[1]); }
  bool holds_one() const { return !empty() && removed_lowest().empty(); }

  // The lowest thread. The set must not be empty.
  int first() const {
    return words_[0] != 0 ? __builtin_ctzll(words_[0]) : 64 + __builtin_ctzll(words_[1]);
  }

  // The n-th lowest thread, n from 0 to size() - 1.
  int nth(int n) const {
    ThreadSet rest = *this;
    for (; n > 0; --n) rest = rest.removed_lowest();
    return rest.first();
  }

  // The set without its lowest thread, for loops: for (auto s = all; !s.empty(); s = s.removed...).
  ThreadSet removed_lowest() const {
    ThreadSet rest = *this;
    if (rest.words_[0] != 0) {
      rest.words_[0] &= rest.words_[0] - 1;
    } else {
      rest.words_[1] &= rest.words_[1] - 1;
    }
    return rest;
  }

  ThreadSet& operator|=(const ThreadSet& other) {
    words_[0] |= other.words_[0];
    words_[1] |= other.words_[1];
    return *this;
  }
  ThreadSet& operator-=(const ThreadSet& other) {
    words_[0] &= ~other.words_[0];
    words_[1] &= ~other.words_[1];
    return *this;
  }

 private:
  static uint64_t bit(int id) { return uint64_t{1} << (id & 63); }

  uint64_t words_[2] = {0, 0};
};

}  // namespace lockstep::explorer
