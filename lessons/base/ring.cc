// SPDX-License-Identifier: MIT
#include "lessons/base/ring.h"

#include <iterator>
#include <system_error>

namespace lockstep::base {
namespace {

constexpr io_uring_op kOperations[] = {
    IORING_OP_ACCEPT,         IORING_OP_RECV,
    IORING_OP_SEND,           IORING_OP_RECVMSG,
    IORING_OP_SENDMSG,        IORING_OP_READ,
    IORING_OP_WRITE,          IORING_OP_READV,
    IORING_OP_WRITEV,         IORING_OP_SHUTDOWN,
    IORING_OP_POLL_ADD,       IORING_OP_POLL_REMOVE,
    IORING_OP_ASYNC_CANCEL,   IORING_OP_PROVIDE_BUFFERS,
    IORING_OP_REMOVE_BUFFERS, IORING_OP_NOP,
};

// Not IOSQE_FIXED_FILE: there are no registered files.
constexpr unsigned kFlags = IOSQE_IO_LINK | IOSQE_IO_HARDLINK | IOSQE_ASYNC | IOSQE_IO_DRAIN |
                            IOSQE_BUFFER_SELECT | IOSQE_CQE_SKIP_SUCCESS;

int restrict_ring(io_uring& ring) {
  constexpr std::size_t kCount = std::size(kOperations);
  io_uring_restriction allowed[kCount + 1] = {};
  for (std::size_t i = 0; i < kCount; ++i) {
    allowed[i].opcode = IORING_RESTRICTION_SQE_OP;
    allowed[i].sqe_op = static_cast<unsigned char>(kOperations[i]);
  }
  allowed[kCount].opcode = IORING_RESTRICTION_SQE_FLAGS_ALLOWED;
  allowed[kCount].sqe_flags = kFlags;
  // Without the functions that liburing has for it: Debian 12's library has left them out.
  const int result = io_uring_register(static_cast<unsigned>(ring.ring_fd),
                                       IORING_REGISTER_RESTRICTIONS, allowed, std::size(allowed));
  if (result < 0) return result;
  return io_uring_register(static_cast<unsigned>(ring.ring_fd), IORING_REGISTER_ENABLE_RINGS,
                           nullptr, 0);
}

}  // namespace

void make_ring(io_uring& ring, unsigned entries) {
  int result = io_uring_queue_init(entries, &ring, IORING_SETUP_R_DISABLED);
  if (result >= 0) {
    result = restrict_ring(ring);
    if (result < 0) io_uring_queue_exit(&ring);
  }
  if (result < 0) throw std::system_error(-result, std::generic_category(), "io_uring");
}

}  // namespace lockstep::base
