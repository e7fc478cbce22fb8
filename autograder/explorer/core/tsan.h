// SPDX-License-Identifier: MIT
// What the core asks of ThreadSanitizer's runtime: its public annotations, and the functions that
// its interceptors hide (`__interceptor_x` behaves as `x` does in a program without the explorer).
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
void __tsan_mutex_destroy(void* mutex, unsigned flags);
void __tsan_mutex_pre_lock(void* mutex, unsigned flags);
void __tsan_mutex_post_lock(void* mutex, unsigned flags, int recursion);
int __tsan_mutex_pre_unlock(void* mutex, unsigned flags);
void __tsan_mutex_post_unlock(void* mutex, unsigned flags);
void __tsan_read8_pc(void* address, void* pc);
void __tsan_write_range_pc(void* address, unsigned long size, void* pc);
void __tsan_func_exit();
void __tsan_ignore_thread_begin();
void __tsan_ignore_thread_end();
void AnnotateIgnoreSyncBegin(const char* file, int line);
void AnnotateIgnoreSyncEnd(const char* file, int line);
unsigned long __tsan_testonly_shadow_stack_current_size();
int __tsan_get_report_data(void* report, const char** description, int* count, int* stack_count,
                           int* mop_count, int* loc_count, int* mutex_count, int* thread_count,
                           int* unique_tid_count, void** sleep_trace, unsigned long trace_size);
void* __sanitizer_internal_memcpy(void* to, const void* from, size_t size);
void* __sanitizer_internal_memset(void* to, int value, size_t size);
void __sanitizer_set_report_fd(void* fd);
void __sanitizer_set_death_callback(void (*callback)());
}

namespace lockstep::explorer {

inline constexpr unsigned kTsanReadLock = 1u << 3;
inline constexpr unsigned kTsanTryLock = 1u << 4;

// A lock taken: the thread acquires what earlier holders released. The real mutex is not touched.
// It is told as a successful try: whether the thread waits is known here, and not TSan's business.
inline void tell_locked(void* mutex, unsigned flags = 0) {
  __tsan_mutex_pre_lock(mutex, flags | kTsanTryLock);
  __tsan_mutex_post_lock(mutex, flags | kTsanTryLock, 0);
}

inline void tell_unlocked(void* mutex, unsigned flags = 0) {
  __tsan_mutex_pre_unlock(mutex, flags);
  __tsan_mutex_post_unlock(mutex, flags);
}

}  // namespace lockstep::explorer
