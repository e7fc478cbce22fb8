// expect: accepted
// POSIX threads, semaphores, once and keys.
#include "tests/attacks/gate/task.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

namespace lockstep {

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
pthread_once_t once = PTHREAD_ONCE_INIT;
pthread_key_t key;
sem_t ready;

int sum_up_to(int n) {
  pthread_once(&once, [] {
    pthread_key_create(&key, nullptr);
    sem_init(&ready, 0, 1);
  });
  timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  if (sem_timedwait(&ready, &until) != 0 && errno == ETIMEDOUT) return 0;
  pthread_mutex_lock(&mutex);
  pthread_cond_timedwait(&changed, &mutex, &until);
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  sem_post(&ready);
  return n * (n + 1) / 2;
}

}  // namespace lockstep
