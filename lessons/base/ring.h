// SPDX-License-Identifier: MIT
// A ring of io_uring that works on sockets and on nothing else. Given, as a ring that may do all
// that the kernel can do (open files, make sockets ...) is more than an exercise needs: no filter
// of system calls looks into a ring.
#ifndef LESSONS_BASE_RING_H_
#define LESSONS_BASE_RING_H_

#include <liburing.h>

namespace lockstep::base {

// In place of io_uring_queue_init(): makes `ring`, with room for so many operations that have not
// been submitted, a power of two. io_uring_queue_exit() takes it apart. Of all operations it has
// accept, recv, send, recvmsg, sendmsg, read, write, readv, writev, shutdown, poll_add,
// poll_remove, async_cancel, provide_buffers, remove_buffers and nop; others complete with -EACCES.
// Throws std::system_error when the kernel, or the container, refuses io_uring.
void make_ring(io_uring& ring, unsigned entries);

}  // namespace lockstep::base

#endif  // LESSONS_BASE_RING_H_
