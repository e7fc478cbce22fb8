// expect: does not compile
// M6: templates without end.
#include "tests/attacks/gate/task.h"

namespace lockstep {

template <int N>
struct Deep {
  static constexpr int value = Deep<N + 1>::value + Deep<N + 2>::value;
};

int sum_up_to(int) { return Deep<0>::value; }

}  // namespace lockstep
