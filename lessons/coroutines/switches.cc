// SPDX-License-Identifier: MIT
// Measures what a switch costs: between a function and its caller, a coroutine and its caller, two
// threads, and two processes. It needs no exercise:
//   bazel run //lessons/coroutines:switches
//
// All on one processor, so that a switch is one: the other side cannot run beside.
#include <sched.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "lessons/base/routine.h"

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

void check(bool fine, const char* what) {
  if (fine) return;
  std::perror(what);
  std::exit(1);
}

// The best of fifty short rounds: what disturbs makes one longer, nothing makes one shorter.
template <class Work>
void report(const char* what, int switches, const Work& work) {
  auto best = Clock::duration::max();
  for (int round = 0; round < 50; ++round) {
    const auto start = Clock::now();
    work(switches);
    best = std::min(best, Clock::now() - start);
  }
  const double nanoseconds = std::chrono::duration<double, std::nano>(best).count();
  std::printf("%-36s %8.1f ns\n", what, nanoseconds / switches);
}

int calls = 0;
__attribute__((noinline)) void be_called() { ++calls; }

void call_a_function(int switches) {
  void (*volatile function)() = be_called;  // called by its address, as a coroutine is
  for (int i = 0; i < switches; i += 2) function();
}

// Not inlined: the compiler would see that nothing happens, and leave it out.
__attribute__((noinline)) base::Routine stand_still(int times) {
  for (int i = 0; i < times; ++i) co_await std::suspend_always{};
  co_return 0;
}

void resume_a_coroutine(int switches) {
  base::Routine routine = stand_still(switches / 2);
  while (!routine.done()) routine.resume();
}

void acquire(sem_t& permits) {
  while (sem_wait(&permits) != 0) check(errno == EINTR, "sem_wait");
}

void wake_a_thread(int switches) {
  sem_t go;
  sem_t back;
  check(sem_init(&go, 0, 0) == 0 && sem_init(&back, 0, 0) == 0, "sem_init");
  std::thread other([&] {
    for (int i = 0; i < switches; i += 2) {
      acquire(go);
      sem_post(&back);
    }
  });
  for (int i = 0; i < switches; i += 2) {
    sem_post(&go);
    acquire(back);
  }
  other.join();
  sem_destroy(&go);
  sem_destroy(&back);
}

void answer_through(const int go[2], const int back[2], int times) {
  char byte = 0;
  for (int i = 0; i < times; ++i) {
    check(read(go[0], &byte, 1) == 1, "read");
    check(write(back[1], &byte, 1) == 1, "write");
  }
}

void wake_a_process(int switches) {
  int go[2];
  int back[2];
  check(pipe(go) == 0 && pipe(back) == 0, "pipe");
  const pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    answer_through(go, back, switches / 2);
    _exit(0);
  }
  char byte = 0;
  for (int i = 0; i < switches; i += 2) {
    check(write(go[1], &byte, 1) == 1, "write");
    check(read(back[0], &byte, 1) == 1, "read");
  }
  check(waitpid(child, nullptr, 0) == child, "waitpid");
  for (const int fd : {go[0], go[1], back[0], back[1]}) close(fd);
}

void stay_on_this_processor() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  check(sched_setaffinity(0, sizeof one, &one) == 0, "sched_setaffinity");
}

}  // namespace
}  // namespace lockstep

int main() {
  using namespace lockstep;
  stay_on_this_processor();
  report("a call, or its return", 200'000, call_a_function);
  report("a coroutine is resumed, or suspended", 200'000, resume_a_coroutine);
  report("another thread (semaphore)", 2'000, wake_a_thread);
  report("another process (pipe)", 2'000, wake_a_process);
}
