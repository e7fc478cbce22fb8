// A table by descriptors, recvmsg and sendmsg in place of recv and send, and a read of the byte in
// `stop`. At the end everything is cancelled by one operation.
// SPDX-License-Identifier: MIT
#include "lessons/io_models/asynchronous.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <system_error>

#include "lessons/base/ring.h"

namespace lockstep {
namespace {

struct Line {
  base::EchoLines lines = {};
  char bytes[5000];
  iovec part = {};
  msghdr message = {};
  bool sends = false;
};

struct Loop {
  int listener;
  int stop;
  io_uring ring;
  std::map<int, Line> table = {};
  long open = 0;  // operations that are not done
  bool full = false;
  bool closed = false;  // a client, since clients were asked for
  bool over = false;
  char byte = 0;
};

// Numbers of operations: the descriptor they are about. Only one at a time is about each.
template <class Prepare>
void submit(Loop& loop, int about, const Prepare& prepare) {
  io_uring_sqe* entry = io_uring_get_sqe(&loop.ring);
  if (entry == nullptr) {
    io_uring_submit(&loop.ring);
    entry = io_uring_get_sqe(&loop.ring);
  }
  prepare(entry);
  io_uring_sqe_set_data64(entry, static_cast<unsigned>(about));
  ++loop.open;
}

void ask_for_clients(Loop& loop) {
  loop.closed = false;
  submit(loop, loop.listener, [&](io_uring_sqe* entry) {
    io_uring_prep_accept(entry, loop.listener, nullptr, nullptr, SOCK_CLOEXEC);
  });
}

void ask_for_stop(Loop& loop) {
  submit(loop, loop.stop,
         [&](io_uring_sqe* entry) { io_uring_prep_read(entry, loop.stop, &loop.byte, 1, 0); });
}

void move(Loop& loop, int fd, Line& line) {
  const auto unsent = line.lines.unsent();
  line.sends = !unsent.empty();
  line.part = line.sends ? iovec{const_cast<char*>(unsent.data()), unsent.size()}
                         : iovec{line.bytes, sizeof line.bytes};
  line.message = {};
  line.message.msg_iov = &line.part;
  line.message.msg_iovlen = 1;
  submit(loop, fd, [&](io_uring_sqe* entry) {
    if (line.sends) {
      io_uring_prep_sendmsg(entry, fd, &line.message, MSG_NOSIGNAL);
    } else {
      io_uring_prep_recvmsg(entry, fd, &line.message, 0);
    }
  });
}

void client_done(Loop& loop, int fd, int result) {
  Line& line = loop.table.at(fd);
  bool fine = result == -EINTR || result == -EAGAIN || result > 0;
  if (result > 0 && line.sends) line.lines.sent(static_cast<std::size_t>(result));
  if (result > 0 && !line.sends)
    fine = line.lines.take(line.bytes, static_cast<std::size_t>(result));
  if (fine) return move(loop, fd, line);
  loop.table.erase(fd);
  ::close(fd);
  loop.closed = true;
  if (loop.full) ask_for_clients(loop);
  loop.full = false;
}

void done(Loop& loop, int about, int result) {
  if (loop.over) {
    if (about == loop.listener && result >= 0) ::close(result);
  } else if (about == loop.stop) {
    loop.over = result != -EINTR;
    if (!loop.over) ask_for_stop(loop);
  } else if (about == loop.listener) {
    if (result >= 0) move(loop, result, loop.table[result]);
    loop.full = (result == -EMFILE || result == -ENFILE) && !loop.closed;
    if (!loop.full) ask_for_clients(loop);
  } else {
    client_done(loop, about, result);
  }
}

void wait(Loop& loop) {
  io_uring_submit_and_wait(&loop.ring, 1);
  io_uring_cqe* all[16];
  const unsigned count = io_uring_peek_batch_cqe(&loop.ring, all, 16);
  struct Done {
    int about;
    int result;
  } copies[16];
  for (unsigned i = 0; i < count; ++i) {
    copies[i] = {static_cast<int>(io_uring_cqe_get_data64(all[i])), all[i]->res};
  }
  io_uring_cq_advance(&loop.ring, count);
  loop.open -= count;
  for (unsigned i = 0; i < count; ++i) done(loop, copies[i].about, copies[i].result);
}

}  // namespace

void serve_asynchronous(int listener, int stop) {
  Loop loop{.listener = listener, .stop = stop, .ring = {}};
  base::make_ring(loop.ring, 128);
  ask_for_stop(loop);
  ask_for_clients(loop);
  while (!loop.over) wait(loop);
  submit(loop, -1, [](io_uring_sqe* entry) {
    io_uring_prep_cancel64(entry, 0, IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL);
  });
  while (loop.open > 0) wait(loop);
  for (const auto& [fd, line] : loop.table) ::close(fd);
  io_uring_queue_exit(&loop.ring);
}

}  // namespace lockstep
