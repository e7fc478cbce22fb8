// SPDX-License-Identifier: MIT
// Counts threads that have not ended: those of a pool, which the claims cannot see otherwise.
#ifndef TESTS_POOL_LIVE_THREADS_H_
#define TESTS_POOL_LIVE_THREADS_H_

#include <pthread.h>

#include <atomic>

namespace lockstep {

// All threads that were seen must have ended before it is destroyed.
class LiveThreads {
 public:
  LiveThreads() {
    pthread_key_create(&key_, [](void* self) { --static_cast<LiveThreads*>(self)->count_; });
  }
  ~LiveThreads() { pthread_key_delete(key_); }
  LiveThreads(const LiveThreads&) = delete;
  LiveThreads& operator=(const LiveThreads&) = delete;

  // Counts the calling thread until it ends.
  void see() {
    if (pthread_getspecific(key_) != nullptr) return;
    ++count_;
    ++seen_;
    pthread_setspecific(key_, this);
  }

  int count() const { return count_; }  // that were seen and have not ended
  int seen() const { return seen_; }    // in all

 private:
  pthread_key_t key_;
  std::atomic<int> count_{0};
  std::atomic<int> seen_{0};
};

}  // namespace lockstep

#endif  // TESTS_POOL_LIVE_THREADS_H_
