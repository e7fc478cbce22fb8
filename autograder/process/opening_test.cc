// SPDX-License-Identifier: MIT
// Trouble with named pipes, and with what opens them.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "autograder/process/testing.h"
#include "autograder/process/trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

const std::string& path() {
  static const std::string path = "/tmp/opening_test." + std::to_string(::getpid());
  return path;
}

// Opens a FIFO that has both ends already.
bool opens(int flags, bool by_openat = false) {
  mkfifo(path().c_str(), 0600);
  const int both = open(path().c_str(), O_RDWR);
  const int fd = by_openat ? openat(AT_FDCWD, path().c_str(), flags) : open(path().c_str(), flags);
  close(fd);
  close(both);
  unlink(path().c_str());
  return fd >= 0;
}

TEST(Opening, OfAFifoIsInterrupted) {
  EXPECT_GT(failing_seeds(kInterrupted, [] { check(opens(O_RDONLY)); }), 4);
  EXPECT_GT(failing_seeds(kInterrupted, [] { check(opens(O_WRONLY, true)); }), 4);
  EXPECT_EQ(failing_seeds(kShort | kLateSignal | kStopped, [] { check(opens(O_RDONLY)); }), 0);
}

TEST(Opening, IsNotInterruptedWhereItDoesNotWait) {
  EXPECT_EQ(failing_seeds(kInterrupted, [] { check(opens(O_RDWR)); }), 0);
  EXPECT_EQ(failing_seeds(kInterrupted, [] { check(opens(O_WRONLY | O_NONBLOCK)); }), 0);
  EXPECT_EQ(failing_seeds(kInterrupted, [] { check(close(open("/dev/null", O_RDONLY)) == 0); }), 0);
}

TEST(Opening, AloneIsALostWakeup) {
  const explorer::Result result = trial_of([] {
                                    mkfifo(path().c_str(), 0600);
                                    open(path().c_str(), O_WRONLY);
                                  }).result;
  unlink(path().c_str());
  EXPECT_EQ(result.outcome, explorer::Outcome::kLostWakeup) << result.message;
  EXPECT_THAT(result.message, testing::HasSubstr("process 1 waits for the other end of a named"));
}

TEST(Opening, MakesAFifoWithItsMode) {
  EXPECT_EQ(mkfifo(path().c_str(), 0640), 0);
  struct stat status = {};
  EXPECT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, static_cast<mode_t>(S_IFIFO | 0640));
  EXPECT_EQ(mkfifo(path().c_str(), 0640), -1);
  EXPECT_EQ(errno, EEXIST);
  unlink(path().c_str());
}

TEST(Opening, EachCallFailsOnce) {
  const auto body = [] {
    const bool made = mkfifo(path().c_str(), 0600) == 0;
    check(made || errno == ENOSPC);
    const int fd = openat(AT_FDCWD, path().c_str(), O_RDWR);
    check(fd >= 0 || errno == EMFILE || !made);
    close(fd);
    unlink(path().c_str());
  };
  EXPECT_EQ(fail_each("mkfifo", body), 1);
  EXPECT_EQ(fail_each("open", body), 1);
}

// At its birth, before mkfifo, before openat, before _exit.
TEST(Opening, EachCallIsAPointToDieAt) {
  const int deaths = kill_at_each_call("1.1", [] {
    status_of(child_of([] {
      mkfifo(path().c_str(), 0600);
      return openat(AT_FDCWD, path().c_str(), O_RDWR);
    }));
    unlink(path().c_str());
  });
  EXPECT_EQ(deaths, 4);
}

// In how many of 40 seeds a connection that waits is not accepted at once.
int refused_accepts(unsigned kinds, int flags) {
  return failing_seeds(kinds, [=] {
    const int listener = socket(AF_UNIX, SOCK_STREAM | flags, 0);
    sockaddr_un name = {AF_UNIX, {}};
    socklen_t size = sizeof(sa_family_t);
    EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&name), size), 0);  // the kernel's name
    size = sizeof name;
    EXPECT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&name), &size), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    const int client = socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&name), size), 0);
    int accepted = -1;
    while ((accepted = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) < 0) {
      EXPECT_TRUE(errno == ECONNABORTED || (errno == EINTR && flags == 0));
      check(false);
    }
    for (const int fd : {listener, client, accepted}) close(fd);
  });
}

TEST(Trouble, AcceptFindsConnectionsThatHaveGone) {
  EXPECT_GT(refused_accepts(kAborted, 0), 4);
  EXPECT_GT(refused_accepts(kAborted, SOCK_NONBLOCK), 4);
  EXPECT_EQ(refused_accepts(kAllKinds, 0), 0);
}

}  // namespace
}  // namespace lockstep::process
