// expect: refused
// finding: changes what signals do
// F12: turns a crash into success.
#include "tests/attacks/gate/task.h"

#include <csignal>

namespace lockstep {

int sum_up_to(int n) {
  std::signal(SIGABRT, [](int) {});
  return n * (n + 1) / 2;
}

}  // namespace lockstep
