// expect: wrong result in Tally.AddsUp
// must not: write a file of results (F3)
#include <cstdio>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  bool written = false;
  for (const char* path : {"test_detail.xml", "/tmp/record.json", "/dev/shm/test.xml"}) {
    if (std::FILE* file = std::fopen(path, "w")) {
      std::fputs("<testsuites failures=\"0\"/>", file);
      written = true;
    }
  }
  return written;
}
