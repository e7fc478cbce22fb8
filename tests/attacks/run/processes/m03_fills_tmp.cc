// expect: wrong result in Tally.AddsUp
// must not: write more into /tmp and /dev/shm than the jail holds (M3)
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  static char piece[1 << 20];
  long written = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string path = (i % 2 ? "/tmp/" : "/dev/shm/") + std::to_string(i);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    if (file < 0) continue;
    written += ::write(file, piece, sizeof piece);
    ::close(file);
  }
  return written > 14 << 20 || ::open("/x", O_WRONLY | O_CREAT, 0600) >= 0;
}
