// expect: accepted
// Globals and C functions outside of any namespace, named as the course names its own.
#include "tests/attacks/gate/task.h"

#include <pthread.h>
#include <mutex>
int memory = 0;
int strength = 1;
std::mutex mutex;
int helper(int x) { return x; }
extern "C" void* thread_body(void* argument) {
  std::lock_guard lock(mutex);
  memory += *static_cast<int*>(argument) * strength;
  return nullptr;
}

namespace lockstep {

int sum_up_to(int n) {
  int sum = n * (n + 1) / 2;
  memory = 0;
  pthread_t thread;
  pthread_create(&thread, nullptr, thread_body, &sum);
  pthread_join(thread, nullptr);
  return helper(memory);
}

}  // namespace lockstep
