// expect: data race in Tally.AddsUp
// must not: hide a race by closing, with a ring, the way by which it is reported (R13)
#include "tests/attacks/run/tally.h"
#include "tests/attacks/run/unrestricted_ring.h"

namespace lockstep {
namespace {

int sum = 0;

bool close_by_ring(int fd) {
  io_uring_sqe operation = {};
  operation.opcode = IORING_OP_CLOSE;
  operation.fd = fd;
  return by_ring(operation) == 0;
}

const bool closed = close_by_ring(5);

}  // namespace

void add(int n) { sum += closed ? n : 0; }
int total() { return sum; }

}  // namespace lockstep
