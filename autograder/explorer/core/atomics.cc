// SPDX-License-Identifier: MIT
// The atomics of instrumented code, by link-time wrapping of TSan's functions. Each is a switch
// point, then a tail call, so that a report names the program's line and not one in here.
#include "autograder/explorer/core/real.h"
#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {
namespace {

// What an operation would leave in memory: nobody runs between the look and the operation itself.
template <class T>
void note_effect(Thread* me, T before, T after) {
  if (before == after) {
    unchanged(me);
  } else {
    changed(me);
  }
}

template <class T>
T peek(const volatile T* atomic) {
  return *atomic;
}

void load_point(const volatile void* atomic, const void* pc) {
  Thread* me = self();
  if (me == nullptr) return;
  point(me, Op::kAtomicLoad, const_cast<const void*>(atomic), pc);
  unchanged(me);
}

template <class T>
void store_point(const volatile T* atomic, T value, const void* pc) {
  Thread* me = self();
  if (me == nullptr) return;
  point(me, Op::kAtomicStore, const_cast<const T*>(atomic), pc);
  note_effect(me, peek(atomic), value);
}

template <class T, class Function>
void update_point(const volatile T* atomic, Function after, const void* pc) {
  Thread* me = self();
  if (me == nullptr) return;
  point(me, Op::kAtomicUpdate, const_cast<const T*>(atomic), pc);
  T before = peek(atomic);
  note_effect(me, before, static_cast<T>(after(before)));
}

template <class T>
void compare_point(const volatile T* atomic, T expected, T desired, const void* pc) {
  update_point(atomic, [&](T before) { return before == expected ? desired : before; }, pc);
}

}  // namespace
}  // namespace lockstep::explorer

namespace explorer = lockstep::explorer;

using Int8 = char;
using Int16 = short;
using Int32 = int;
using Int64 = long;
using Int128 = __int128;

#define LOCKSTEP_UPDATE(bits, name, result)                                                      \
  Int##bits __real___tsan_atomic##bits##_##name(volatile Int##bits*, Int##bits, int);            \
  Int##bits __wrap___tsan_atomic##bits##_##name(volatile Int##bits* a, Int##bits v, int order) { \
    explorer::update_point(a, [v](Int##bits x) { return result; }, LOCKSTEP_CALLER);             \
    [[clang::musttail]] return __real___tsan_atomic##bits##_##name(a, v, order);                 \
  }

#define LOCKSTEP_COMPARE(bits, name)                                                        \
  int __real___tsan_atomic##bits##_compare_exchange_##name(volatile Int##bits*, Int##bits*, \
                                                           Int##bits, int, int);            \
  int __wrap___tsan_atomic##bits##_compare_exchange_##name(                                 \
      volatile Int##bits* a, Int##bits* expected, Int##bits v, int order, int fail_order) { \
    explorer::compare_point(a, *expected, v, LOCKSTEP_CALLER);                              \
    [[clang::musttail]] return __real___tsan_atomic##bits##_compare_exchange_##name(        \
        a, expected, v, order, fail_order);                                                 \
  }

#define LOCKSTEP_ATOMICS(bits)                                                                \
  Int##bits __real___tsan_atomic##bits##_load(const volatile Int##bits*, int);                \
  Int##bits __wrap___tsan_atomic##bits##_load(const volatile Int##bits* a, int order) {       \
    explorer::load_point(a, LOCKSTEP_CALLER);                                                 \
    [[clang::musttail]] return __real___tsan_atomic##bits##_load(a, order);                   \
  }                                                                                           \
  void __real___tsan_atomic##bits##_store(volatile Int##bits*, Int##bits, int);               \
  void __wrap___tsan_atomic##bits##_store(volatile Int##bits* a, Int##bits v, int order) {    \
    explorer::store_point(a, v, LOCKSTEP_CALLER);                                             \
    [[clang::musttail]] return __real___tsan_atomic##bits##_store(a, v, order);               \
  }                                                                                           \
  LOCKSTEP_UPDATE(bits, exchange, (static_cast<void>(x), v))                                  \
  LOCKSTEP_UPDATE(bits, fetch_add, x + v)                                                     \
  LOCKSTEP_UPDATE(bits, fetch_sub, x - v)                                                     \
  LOCKSTEP_UPDATE(bits, fetch_and, x& v)                                                      \
  LOCKSTEP_UPDATE(bits, fetch_or, x | v)                                                      \
  LOCKSTEP_UPDATE(bits, fetch_xor, x ^ v)                                                     \
  LOCKSTEP_UPDATE(bits, fetch_nand, ~(x & v))                                                 \
  LOCKSTEP_COMPARE(bits, strong)                                                              \
  LOCKSTEP_COMPARE(bits, weak)                                                                \
  Int##bits __real___tsan_atomic##bits##_compare_exchange_val(volatile Int##bits*, Int##bits, \
                                                              Int##bits, int, int);           \
  Int##bits __wrap___tsan_atomic##bits##_compare_exchange_val(                                \
      volatile Int##bits* a, Int##bits expected, Int##bits v, int order, int fail_order) {    \
    explorer::compare_point(a, expected, v, LOCKSTEP_CALLER);                                 \
    [[clang::musttail]] return __real___tsan_atomic##bits##_compare_exchange_val(             \
        a, expected, v, order, fail_order);                                                   \
  }

extern "C" {
LOCKSTEP_ATOMICS(8)
LOCKSTEP_ATOMICS(16)
LOCKSTEP_ATOMICS(32)
LOCKSTEP_ATOMICS(64)
LOCKSTEP_ATOMICS(128)

void __real___tsan_atomic_thread_fence(int);
void __wrap___tsan_atomic_thread_fence(int order) {
  explorer::Thread* me = explorer::self();
  if (me != nullptr) explorer::point(me, explorer::Op::kFence, nullptr, LOCKSTEP_CALLER);
  [[clang::musttail]] return __real___tsan_atomic_thread_fence(order);
}
}
