// expect: accepted
// Prints while it is being debugged.
#include "tests/attacks/gate/task.h"

#include <cstdio>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace lockstep {

int sum_up_to(int n) {
  std::cout << "sum up to " << std::setw(4) << n << std::endl;
  std::cerr << "here\n";
  std::printf("%d\n", n);
  std::fprintf(stderr, "%s\n", __func__);
  std::ostringstream text;
  text << n * (n + 1) / 2;
  return std::stoi(text.str());
}

}  // namespace lockstep
