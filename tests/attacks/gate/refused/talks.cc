// expect: refused
// finding: talks to the network
// H14: a socket.
#include "tests/attacks/gate/task.h"

#include <sys/socket.h>

namespace lockstep {

int sum_up_to(int n) { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 0 : n * (n + 1) / 2; }

}  // namespace lockstep
