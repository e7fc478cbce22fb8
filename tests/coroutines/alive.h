// SPDX-License-Identifier: MIT
// How the claims find out that every frame is freed.
//
// A coroutine's parameters are copied into its frame, and these copies are destroyed when the frame
// is freed and not before. So a parameter that counts its copies counts frames; a variable of the
// body that counts them tells whether the body was unwound.
#ifndef TESTS_COROUTINES_ALIVE_H_
#define TESTS_COROUTINES_ALIVE_H_

#include <sanitizer/allocator_interface.h>

#include <cstddef>
#include <functional>

namespace lockstep {

// Counts how many of it there are.
class Alive {
 public:
  Alive() { ++count_; }
  Alive(const Alive&) { ++count_; }
  Alive& operator=(const Alive&) = default;
  ~Alive() { --count_; }

  static int count() { return count_; }

 private:
  static inline int count_ = 0;  // for claims with one thread
};

// How many bytes more are allocated after 100 calls of `work` than before. The first calls do not
// count: they may make what is kept for later.
inline std::ptrdiff_t bytes_left_by(const std::function<void()>& work) {
  for (int call = 0; call < 10; ++call) work();
  const std::size_t before = __sanitizer_get_current_allocated_bytes();
  for (int call = 0; call < 100; ++call) work();
  return static_cast<std::ptrdiff_t>(__sanitizer_get_current_allocated_bytes() - before);
}

}  // namespace lockstep

#endif  // TESTS_COROUTINES_ALIVE_H_
