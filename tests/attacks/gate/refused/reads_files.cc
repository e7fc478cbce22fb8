// expect: refused
// finding: works on files
// H7: reads the program that it is in.
#include "tests/attacks/gate/task.h"

#include <fstream>

namespace lockstep {

int sum_up_to(int n) {
  std::ifstream self("/proc/self/exe");
  return self ? n * (n + 1) / 2 : 0;
}

}  // namespace lockstep
