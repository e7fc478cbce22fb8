// expect: wrong result in Tally.AddsUp
// must not: talk to anybody (H14, M14)
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK, AF_PACKET}) {
    if (::socket(family, SOCK_DGRAM, 0) >= 0) return true;
  }
  int pair[2];
  return ::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0;
}
