// SPDX-License-Identifier: MIT
// The claims of the exercise `thread` on what threads share and what each one owns.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <thread>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/processes/thread.h"
#include "tests/base/explore_few.h"
#include "tests/base/together.h"

namespace lockstep {
namespace {

int global = 0;

CLAIM(Thread, SharesMemoryAndDescriptors, 2, "threads share globals, the heap, and descriptors") {
  explore_few([] {
    global = 0;
    const auto on_the_heap = std::make_unique<int>(0);
    pid_t process = 0;
    Thread thread([&] {
      ++global;
      ++*on_the_heap;
      process = getpid();
      close(STDIN_FILENO);
    });
    thread.start();
    thread.join();
    EXPECT_EQ(global, 1) << because("a thread's write to a global was not seen");
    EXPECT_EQ(*on_the_heap, 1) << because("a thread's write to the heap was not seen");
    EXPECT_EQ(process, getpid()) << because("a thread ran in another process");
    EXPECT_EQ(fcntl(STDIN_FILENO, F_GETFD), -1)
        << because("a thread closed a descriptor, and it was still open");
  });
}

// The number of the run in which this thread was seen last. The explorer takes a thread for several
// runs, and only once in a run.
thread_local int seen_in = 0;

CLAIM(Thread, OwnsItsThreadLocalsAndErrno, 2,
      "each thread begins with its own thread_locals, errno 0") {
  static int run = 0;
  explore_few([] {
    ++run;
    const auto look = [] {
      EXPECT_EQ(errno, 0) << because("a thread began with the errno of another one");
      EXPECT_NE(seen_in, run) << because("a thread began with the thread_locals of another one");
      seen_in = run;
      close(-1);  // errno is EBADF
    };
    seen_in = run;
    errno = EINTR;
    Thread thread(look);
    thread.start();
    thread.join();
    Thread next(look);
    next.start();
    next.join();
    errno = 0;
  });
}

bool blocks(int signal) {
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

void block(int signal) {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, signal);
  pthread_sigmask(SIG_BLOCK, &mask, nullptr);
}

// Not under the explorer: it runs all threads as one of the kernel's, which has one mask.
CLAIM(Thread, OwnsItsSignalMask, 2, "each thread has a signal mask, copied from its starter's") {
  Thread first([] { block(SIGUSR1); });
  first.start();
  first.join();
  EXPECT_FALSE(blocks(SIGUSR1)) << because("a thread changed the signal mask of another one");
  block(SIGUSR2);
  bool inherited = false;
  Thread second([&] { inherited = blocks(SIGUSR2) && !blocks(SIGUSR1); });
  second.start();
  second.join();
  EXPECT_TRUE(inherited) << because("a thread began with another mask than its starter's");
}

CLAIM(Thread, CurrentIsTheObject, 2, "current() is the object whose thread is calling") {
  explore_few([] {
    const auto look = [] {
      Thread* self = nullptr;
      const auto is_self = [&self] {
        std::this_thread::yield();
        EXPECT_EQ(Thread::current(), self)
            << because("current() is not the object whose thread is calling");
      };
      Thread thread(is_self);
      self = &thread;
      thread.start();
      thread.join();
      self = nullptr;
      thread.run();  // here
    };
    together(look, look);
  });
}

}  // namespace
}  // namespace lockstep
