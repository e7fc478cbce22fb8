// expect: wrong result in Tally.AddsUp
// must not: talk to anybody outside (H14, M14)
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  return ::socket(AF_INET, SOCK_STREAM, 0) >= 0 || ::socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
}
