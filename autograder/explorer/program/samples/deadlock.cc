// SPDX-License-Identifier: MIT
// A sample: two threads take two mutexes in opposite order, in plain pthreads.
#include <pthread.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;

static void* backwards(void*) {
  pthread_mutex_lock(&second);
  pthread_mutex_lock(&first);
  pthread_mutex_unlock(&first);
  pthread_mutex_unlock(&second);
  return nullptr;
}

int main() {
  pthread_t thread;
  pthread_create(&thread, nullptr, backwards, nullptr);
  pthread_mutex_lock(&first);
  pthread_mutex_lock(&second);
  pthread_mutex_unlock(&second);
  pthread_mutex_unlock(&first);
  return pthread_join(thread, nullptr);
}
