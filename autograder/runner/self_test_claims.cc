// SPDX-License-Identifier: MIT
// What self_test.h runs in the jail: ways out that must be shut, a race that must be reported, and
// a wait without an end that must be noticed.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "autograder/harness/claim.h"

namespace lockstep {
namespace {

int shared = 0;

// Without the C library: the explorer and ThreadSanitizer stand before its fork().
void expect_no_way_out() {
  const long child = ::syscall(SYS_fork);
  if (child == 0) ::_exit(0);
  EXPECT_LT(child, 0) << because("fork");
  EXPECT_LT(::socket(AF_INET, SOCK_STREAM, 0), 0) << because("a socket");
  EXPECT_LT(::open("/tmp/lockstep-self-test", O_WRONLY | O_CREAT, 0600), 0)
      << because("writing a file");
  EXPECT_LT(::open("/etc/passwd", O_RDONLY), 0) << because("reading a file of the machine");
  EXPECT_LT(::syscall(SYS_kill, ::getppid(), 0), 0) << because("a signal to another process");
  char* const none[] = {nullptr};
  EXPECT_LT(::execve("/proc/self/exe", none, none), 0) << because("another program");
}

CLAIM(SelfTest, Machine, 100, "races are reported, sleepers noticed, ways out shut") {
  expect_no_way_out();
  std::thread one([] { ++shared; });
  std::thread other([] { ++shared; });
  one.join();
  other.join();
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait(lock, [] { return false; });
}

}  // namespace
}  // namespace lockstep
