// expect: accepted
// Inline variables, and statics of class templates.
#include "tests/attacks/gate/task.h"

#include <string>

namespace lockstep {

inline std::string name = "sum";
inline int counter = 0;
template <class T>
struct Holder {
  static inline T value = T(2);
};

int sum_up_to(int n) {
  counter += static_cast<int>(name.size());
  return n * (n + 1) / Holder<int>::value;
}

}  // namespace lockstep
