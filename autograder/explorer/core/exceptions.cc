// SPDX-License-Identifier: MIT
// Exceptions that travel between threads. libstdc++ counts the owners of an exception, and of the
// text in a std::logic_error or std::runtime_error, by atomics that ThreadSanitizer does not see,
// as libstdc++.so is not instrumented. So who frees them would be said to race with who last read
// them. Here the two learn of each other, as by the atomics: whoever gives up a share acquires what
// those did who gave up theirs before, and releases what it did itself.
//
// The functions' names are those of the C++ ABI (Itanium) and of libstdc++ 12. They are defined
// here in front of the library's own, for its calls too.
#include "autograder/explorer/core/interpose.h"

// Constructs a std::exception_ptr, which is one pointer, at the address given.
extern "C" void* construct_current_exception(void** at) asm("_ZSt17current_exceptionv");

extern "C" {
void exception_ptr_release(void** self) asm("_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv");
void logic_error_d1(void** self) asm("_ZNSt11logic_errorD1Ev");
void logic_error_d2(void** self) asm("_ZNSt11logic_errorD2Ev");
void runtime_error_d1(void** self) asm("_ZNSt13runtime_errorD1Ev");
void runtime_error_d2(void** self) asm("_ZNSt13runtime_errorD2Ev");
void __cxa_end_catch();
}

namespace lockstep::explorer {
namespace {

using OnObject = void (*)(void**);

void give_up_share(void* of) {
  __tsan_acquire(of);
  __tsan_release(of);
}

// An error's text follows its pointer to virtual functions.
void destroy_error(void** self, OnObject destroy) {
  give_up_share(self[1]);
  destroy(self);
}

}  // namespace
}  // namespace lockstep::explorer

using lockstep::explorer::destroy_error;
using lockstep::explorer::next_definition;
using lockstep::explorer::OnObject;

void exception_ptr_release(void** self) {
  static const auto real = reinterpret_cast<OnObject>(
      next_definition("_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv"));
  lockstep::explorer::give_up_share(*self);
  real(self);
}

void logic_error_d1(void** self) {
  static const auto real = reinterpret_cast<OnObject>(next_definition("_ZNSt11logic_errorD1Ev"));
  destroy_error(self, real);
}

void logic_error_d2(void** self) {
  static const auto real = reinterpret_cast<OnObject>(next_definition("_ZNSt11logic_errorD2Ev"));
  destroy_error(self, real);
}

void runtime_error_d1(void** self) {
  static const auto real = reinterpret_cast<OnObject>(next_definition("_ZNSt13runtime_errorD1Ev"));
  destroy_error(self, real);
}

void runtime_error_d2(void** self) {
  static const auto real = reinterpret_cast<OnObject>(next_definition("_ZNSt13runtime_errorD2Ev"));
  destroy_error(self, real);
}

void __cxa_end_catch() {
  static const auto real = reinterpret_cast<void (*)()>(next_definition("__cxa_end_catch"));
  void* current = nullptr;
  construct_current_exception(&current);
  if (current != nullptr) exception_ptr_release(&current);  // a share of our own, given up
  real();
}
