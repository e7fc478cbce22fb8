// expect: refused
// finding: dlsym is not needed for this exercise and could reach the grader
// R10: looks the function up at run time.
#include "tests/attacks/gate/task.h"

#include <dlfcn.h>

namespace lockstep {

int sum_up_to(int n) {
  if (void* found = dlsym(nullptr, "__tsan_ignore_thread_begin")) reinterpret_cast<void (*)()>(found)();
  return n * (n + 1) / 2;
}

}  // namespace lockstep
