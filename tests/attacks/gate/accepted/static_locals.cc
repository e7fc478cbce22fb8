// expect: accepted
// Statics of functions, some made at run time.
#include "tests/attacks/gate/task.h"

#include <map>
#include <string>

namespace lockstep {

int sum_up_to(int n) {
  static const std::map<std::string, int> table = {{"zero", 0}, {"two", 2}};
  static int calls = 0;
  ++calls;
  return n * (n + 1) / table.at("two") + table.at("zero");
}

}  // namespace lockstep
