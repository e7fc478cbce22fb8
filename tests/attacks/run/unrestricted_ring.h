// SPDX-License-Identifier: MIT
// One operation of a ring that nobody has restricted: what a submission has that gets by the gate.
#ifndef TESTS_ATTACKS_RUN_UNRESTRICTED_RING_H_
#define TESTS_ATTACKS_RUN_UNRESTRICTED_RING_H_

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

// Its result; -1000 when there is no ring.
inline int by_ring(const io_uring_sqe& operation) {
  io_uring_params p = {};
  const int ring = static_cast<int>(::syscall(SYS_io_uring_setup, 1, &p));
  if (ring < 0) return -1000;
  const auto map = [&](std::size_t size, long offset) {
    return static_cast<char*>(
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, offset));
  };
  const std::size_t in_ring = p.cq_off.cqes + p.cq_entries * sizeof(io_uring_cqe);
  char* const sq = map(p.sq_off.array + p.sq_entries * sizeof(unsigned), IORING_OFF_SQ_RING);
  char* const cq = map(in_ring, IORING_OFF_CQ_RING);
  auto* const sqes =
      reinterpret_cast<io_uring_sqe*>(map(p.sq_entries * sizeof operation, IORING_OFF_SQES));
  if (sq == MAP_FAILED || cq == MAP_FAILED || static_cast<void*>(sqes) == MAP_FAILED) return -1000;
  sqes[0] = operation;
  *reinterpret_cast<unsigned*>(sq + p.sq_off.array) = 0;
  __atomic_store_n(reinterpret_cast<unsigned*>(sq + p.sq_off.tail), 1, __ATOMIC_RELEASE);
  if (::syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, nullptr, 0) != 1) {
    return -errno;
  }
  return reinterpret_cast<io_uring_cqe*>(cq + p.cq_off.cqes)->res;
}

#endif  // TESTS_ATTACKS_RUN_UNRESTRICTED_RING_H_
