// SPDX-License-Identifier: MIT
#include "autograder/harness/canary.h"

#include <pthread.h>
#include <sanitizer/common_interface_defs.h>

#include <cstdint>
#include <cstdio>
#include <thread>

#include "autograder/harness/channel.h"
#include "autograder/harness/hidden_flag.h"

namespace lockstep::harness {
namespace {

constexpr int kPlaces = 4096;
std::uint64_t places[2][kPlaces];

[[gnu::noinline]] void write(std::uint64_t* place) { ++*place; }

void write_and_tell(std::uint64_t* place, HiddenFlag* written) {
  write(place);
  written->raise();
}

void report_to_race_fd() {
  __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<long>(kRaceFd)));
}

}  // namespace

void make_canary() {
  static int made = 0;
  // A child would look for a file of its own instead, and end with another exit status when it
  // finds none: the canaries are reported by then, which is told at the end of each process.
  if (made == 0) ::pthread_atfork(nullptr, nullptr, report_to_race_fd);
  std::uint64_t* const place = &places[made][(unguessable() >> (made * 16)) % kPlaces];
  made = 1;
  report_to_race_fd();
  char address[32];
  std::snprintf(address, sizeof address, "%p", static_cast<void*>(place));
  tell(kCanary, address);
  // The detector may miss accesses at the very same time; one after the other, with nothing that
  // orders them, it sees always.
  HiddenFlag written;
  std::thread other(write_and_tell, place, &written);
  written.wait();
  write(place);
  other.join();
}

}  // namespace lockstep::harness
