// SPDX-License-Identifier: MIT
// Measures the five servers: how many lines a second they send back, and what a line costs the
// server's process. Not for grading: without ThreadSanitizer, on a real clock.
//   bazel run //lessons/io_models:rates
#include <sys/resource.h>
#include <time.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "lessons/base/echo_server.h"
#include "lessons/io_models/asynchronous.h"
#include "lessons/io_models/blocking.h"
#include "lessons/io_models/multiplexed.h"
#include "lessons/io_models/nonblocking.h"
#include "lessons/io_models/signal_driven.h"

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using base::Descriptor;
using base::EchoServer;

constexpr std::chrono::milliseconds kTime(400);  // of one measure
constexpr int kClients[] = {1, 100, 1000};
const std::string kLine = "a line of forty characters, as one is...\n";

template <void (*serve)(int, int)>
void serve_or_leave(int listener, int stop) {
  try {
    serve(listener, stop);
  } catch (const std::exception& error) {
    std::printf("  %s\n", error.what());
    std::fflush(stdout);
    ::_exit(1);
  }
}

struct Model {
  const char* name;
  void (*serve)(int listener, int stop);
};

constexpr Model kModels[] = {
    {"blocking", serve_or_leave<serve_blocking>},
    {"nonblocking", serve_or_leave<serve_nonblocking>},
    {"multiplexed", serve_or_leave<serve_multiplexed>},
    {"signal_driven", serve_or_leave<serve_signal_driven>},
    {"asynchronous", serve_or_leave<serve_asynchronous>},
};

// How long a process has run so far, in seconds.
double cpu_of(pid_t process) {
  clockid_t clock = 0;
  timespec time = {};
  ::clock_getcpuclockid(process, &clock);
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// A line of each of the first `active` clients, and its way back. False when one does not come.
bool round_trip(const std::vector<Descriptor>& clients, int active) {
  for (int i = 0; i < active; ++i) base::send_all(clients[i].get(), kLine);
  for (int i = 0; i < active; ++i) {
    if (base::take(clients[i].get(), kLine.size()) != kLine) return false;
  }
  return true;
}

// False when the server does not serve.
bool measure(const Model& model, int connected, int active) try {
  EchoServer server(model.serve);
  std::vector<Descriptor> clients;
  for (int i = 0; i < connected; ++i) clients.push_back(server.connect());
  if (!round_trip(clients, connected)) return false;
  long lines = 0;
  const double cpu_before = cpu_of(server.process());
  const auto start = Clock::now();
  while (Clock::now() - start < kTime) {
    if (!round_trip(clients, active)) return false;
    lines += active;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu = cpu_of(server.process()) - cpu_before;
  std::printf("%-14s %5d clients, %4d send: %8.0f lines a second, %7.1f us of CPU for each\n",
              model.name, connected, active, static_cast<double>(lines) / seconds,
              1e6 * cpu / static_cast<double>(lines));
  std::fflush(stdout);
  return true;
} catch (const std::system_error&) {  // nobody to connect to
  return false;
}

void allow_many_descriptors() {
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace
}  // namespace lockstep

int main() {
  using namespace lockstep;
  allow_many_descriptors();
  for (const Model& model : kModels) {
    bool serves = true;
    for (const int clients : kClients) {
      serves = serves && measure(model, clients, clients);
      if (clients > 1) serves = serves && measure(model, clients, 1);
    }
  }
}
