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

}  // namespace
}  // namespace lockstep::explorer

using lockstep::explorer::give_up_share;
using lockstep::explorer::next_definition;
using lockstep::explorer::OnObject;

// The library's own, looked up once. Not by a static's initialiser: its guard is a switch point, so
// the first run of a process would have steps that others do not have.
#define LOCKSTEP_CALL_LIBRARY(type, name, ...)                                           \
  do {                                                                                   \
    using Function = type;                                                               \
    static constinit Function library = nullptr;                                         \
    if (library == nullptr) library = reinterpret_cast<Function>(next_definition(name)); \
    library(__VA_ARGS__);                                                                \
  } while (false)

void exception_ptr_release(void** self) {
  give_up_share(*self);
  LOCKSTEP_CALL_LIBRARY(OnObject, "_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv", self);
}

// An error's text follows its pointer to virtual functions.
void logic_error_d1(void** self) {
  give_up_share(self[1]);
  LOCKSTEP_CALL_LIBRARY(OnObject, "_ZNSt11logic_errorD1Ev", self);
}

void logic_error_d2(void** self) {
  give_up_share(self[1]);
  LOCKSTEP_CALL_LIBRARY(OnObject, "_ZNSt11logic_errorD2Ev", self);
}

void runtime_error_d1(void** self) {
  give_up_share(self[1]);
  LOCKSTEP_CALL_LIBRARY(OnObject, "_ZNSt13runtime_errorD1Ev", self);
}

void runtime_error_d2(void** self) {
  give_up_share(self[1]);
  LOCKSTEP_CALL_LIBRARY(OnObject, "_ZNSt13runtime_errorD2Ev", self);
}

void __cxa_end_catch() {
  void* current = nullptr;
  construct_current_exception(&current);
  if (current != nullptr) exception_ptr_release(&current);  // a share of our own, given up
  LOCKSTEP_CALL_LIBRARY(void (*)(), "__cxa_end_catch");
}
