// expect: wrong result in Tally.AddsUp
// must not: reach anybody outside by a ring, which no filter looks into (H14, M14)
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/attacks/run/attempt.h"
#include "tests/attacks/run/unrestricted_ring.h"

bool attempt() {
  io_uring_sqe make = {};
  make.opcode = IORING_OP_SOCKET;
  make.fd = AF_INET;
  make.off = SOCK_DGRAM;
  const int socket = by_ring(make);
  if (socket < 0) return socket == -1000;  // or the attempt proves nothing
  sockaddr_in outside = {};
  outside.sin_family = AF_INET;
  outside.sin_port = htons(53);
  outside.sin_addr.s_addr = htonl(0x08080808);
  io_uring_sqe connect = {};
  connect.opcode = IORING_OP_CONNECT;
  connect.fd = socket;
  connect.addr = reinterpret_cast<unsigned long>(&outside);
  connect.off = sizeof outside;
  return by_ring(connect) >= 0;
}
