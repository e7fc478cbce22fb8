// SPDX-License-Identifier: MIT
// Plain accesses of instrumented code as switch points: linked only with EXPLORER_PLAIN_LINKOPTS.
// They are an option since data races are found without it, and each access costs a step.
#include "autograder/explorer/core/real.h"
#include "autograder/explorer/core/run.h"

namespace explorer = lockstep::explorer;

#define LOCKSTEP_ACCESS(name, op)                                      \
  void __real___tsan_##name(void*);                                    \
  void __wrap___tsan_##name(void* address) {                           \
    explorer::Thread* me = explorer::self();                           \
    if (me != nullptr) {                                               \
      explorer::point(me, explorer::Op::op, address, LOCKSTEP_CALLER); \
      if (explorer::op_writes(explorer::Op::op)) {                     \
        explorer::changed(me);                                         \
      } else {                                                         \
        explorer::unchanged(me);                                       \
      }                                                                \
    }                                                                  \
    [[clang::musttail]] return __real___tsan_##name(address);          \
  }

extern "C" {
LOCKSTEP_ACCESS(read1, kPlainRead)
LOCKSTEP_ACCESS(read2, kPlainRead)
LOCKSTEP_ACCESS(read4, kPlainRead)
LOCKSTEP_ACCESS(read8, kPlainRead)
LOCKSTEP_ACCESS(read16, kPlainRead)
LOCKSTEP_ACCESS(write1, kPlainWrite)
LOCKSTEP_ACCESS(write2, kPlainWrite)
LOCKSTEP_ACCESS(write4, kPlainWrite)
LOCKSTEP_ACCESS(write8, kPlainWrite)
LOCKSTEP_ACCESS(write16, kPlainWrite)
}
