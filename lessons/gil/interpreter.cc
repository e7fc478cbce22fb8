// SPDX-License-Identifier: MIT
// Your interpreter. The contract is in interpreter.h; run it with
//   bazel test //lessons/gil:interpreter_test
#include "lessons/gil/interpreter.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

std::vector<int> interpret(const base::Program& program, base::Variables& variables,
                           base::GlobalLock& lock) {
  (void)program;
  (void)variables;
  (void)lock;
  not_implemented("interpret");
}

}  // namespace lockstep
