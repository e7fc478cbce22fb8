// SPDX-License-Identifier: MIT
// See state.h.
#include "autograder/explorer/core/state.h"

#include "autograder/explorer/core/raw.h"
#include "autograder/explorer/core/tsan.h"

extern "C" {
// Of state_begin.cc and state_end.cc; absent if they are not linked in.
__attribute__((weak)) extern char lockstep_data_begin[], lockstep_data_end[];
__attribute__((weak)) extern char lockstep_bss_begin[], lockstep_bss_end[];
__attribute__((weak)) extern void (*lockstep_init_begin[])(int, char**, char**);
__attribute__((weak)) extern void (*lockstep_init_end[])(int, char**, char**);
__attribute__((weak)) char* lockstep_tdata_begin();
__attribute__((weak)) char* lockstep_tdata_end();
__attribute__((weak)) char* lockstep_tbss_begin();
__attribute__((weak)) char* lockstep_tbss_end();
void lockstep_before_constructors();
}

namespace lockstep::explorer {
namespace {

// A stretch of memory with its content before any constructor, and as it was outside of runs.
struct Region {
  char* begin = nullptr;
  unsigned long size = 0;
  char* pristine = nullptr;
  char* resident = nullptr;

  void set(char* from, char* to) {
    if (from == nullptr || to <= from) return;
    begin = from;
    size = static_cast<unsigned long>(to - from);
  }
  void keep(char*& copy) {
    if (size == 0) return;
    if (copy == nullptr) copy = static_cast<char*>(map_memory(size));
    __sanitizer_internal_memcpy(copy, begin, size);
  }
  void put_back(const char* copy) const {
    if (copy != nullptr) __sanitizer_internal_memcpy(begin, copy, size);
  }
  bool holds(const void* address) const {
    auto at = static_cast<const char*>(address);
    return at >= begin && at < begin + size;
  }
};

constexpr int kMostExitCalls = 1024;

constinit Region data, bss;
constinit Region tdata, tbss;  // `begin` is an offset from the FS base, `pristine` a copy
constinit bool tls_saved = false;
constinit AtThreadEnd exit_calls[kMostExitCalls];
constinit int exit_call_count = 0;

char* offset_of(char* address) {
  return reinterpret_cast<char*>(reinterpret_cast<uintptr_t>(address) - thread_pointer());
}

void place(const Thread& thread, Region& region, bool save) {
  if (region.size == 0) return;
  Region there;
  there.begin = reinterpret_cast<char*>(thread.context.thread_pointer +
                                        reinterpret_cast<uintptr_t>(region.begin));
  there.size = region.size;
  if (save) {
    there.keep(region.pristine);
  } else {
    there.put_back(region.pristine);
  }
}

}  // namespace

bool has_state_markers() { return lockstep_bss_begin != nullptr && lockstep_bss_end != nullptr; }

void enter_runs() {
  data.keep(data.resident);
  bss.keep(bss.resident);
}

void leave_runs() {
  data.put_back(data.resident);
  bss.put_back(bss.resident);
}

void restore_statics() {
  exit_call_count = 0;
  data.put_back(data.pristine);
  bss.put_back(bss.pristine);
}

void run_constructors() {
  if (lockstep_init_begin == nullptr || lockstep_init_end == nullptr) return;
  for (auto call = lockstep_init_begin + 1; call < lockstep_init_end; ++call) {
    (*call)(0, nullptr, nullptr);
  }
}

void run_exit_calls() {
  while (exit_call_count > 0) {
    AtThreadEnd last = exit_calls[--exit_call_count];
    last.call(last.argument);
  }
}

void save_thread_locals(const Thread& thread) {
  if (tls_saved) return;
  tls_saved = true;
  if (lockstep_tdata_begin != nullptr && lockstep_tdata_end != nullptr) {
    tdata.set(offset_of(lockstep_tdata_begin()), offset_of(lockstep_tdata_end()));
    tbss.set(offset_of(lockstep_tbss_begin()), offset_of(lockstep_tbss_end()));
  }
  place(thread, tdata, true);
  place(thread, tbss, true);
}

void restore_thread_locals(const Thread& thread) {
  place(thread, tdata, false);
  place(thread, tbss, false);
}

static void keep_pristine() {
  data.set(lockstep_data_begin, lockstep_data_end);
  bss.set(lockstep_bss_begin, lockstep_bss_end);
  data.keep(data.pristine);
  bss.keep(bss.pristine);
}

bool is_student_static(const void* object) { return data.holds(object) || bss.holds(object); }

bool keep_exit_call(void (*call)(void*), void* argument) {
  if (!is_student_static(argument)) return false;
  if (exit_call_count == kMostExitCalls) end_run(Outcome::kFault, "too many statics to destroy");
  exit_calls[exit_call_count++] = {call, argument};
  return true;
}

}  // namespace lockstep::explorer

// Called by state_begin's own constructor, which the linker puts directly before the student's.
void lockstep_before_constructors() { lockstep::explorer::keep_pristine(); }
