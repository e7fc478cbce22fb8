// expect: refused
// finding: assembler hides your code
// H3: the assembler takes a file in. Without it the compiler has no file to read.
#include "tests/attacks/gate/task.h"

asm(".pushsection .rodata\n.globl taken\ntaken: .incbin \"/usr/share/common-licenses/BSD\"\n.popsection");

namespace lockstep {

int sum_up_to(int n) {
  int sum = 0;
  for (int i = 1; i <= n; ++i) sum += i;
  return sum;
}

}  // namespace lockstep
