// SPDX-License-Identifier: MIT
#include "autograder/runner/asleep.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "gtest/gtest.h"

namespace lockstep {
namespace {

// A process that makes one call; killed at the end.
class Sleeper {
 public:
  explicit Sleeper(const std::function<void()>& call) : process_(::fork()) {
    if (process_ == 0) {
      call();
      ::_exit(0);
    }
  }
  ~Sleeper() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  pid_t process() const { return process_; }

 private:
  pid_t process_;
};

// What is found within so many looks.
std::string found(pid_t process, int looks) {
  Asleep asleep;
  for (int i = 0; i < looks; ++i) {
    if (std::string waits = asleep.look({process}); !waits.empty()) return waits;
    ::usleep(5000);
  }
  return "";
}

TEST(EndlessWait, KnowsWaitsWithAndWithoutAnEnd) {
  EXPECT_EQ(endless_wait("running"), "");
  EXPECT_EQ(endless_wait(""), "");
  EXPECT_NE(endless_wait("202 0x55 0x80 0x2 0x0 0x0 0x0 0x7f 0x7f"), "");    // a futex
  EXPECT_EQ(endless_wait("202 0x55 0x80 0x2 0x7ff 0x0 0x0 0x7f 0x7f"), "");  // with a time limit
  EXPECT_EQ(endless_wait("202 0x55 0x81 0x2 0x0 0x0 0x0 0x7f 0x7f"), "");    // wakes
  EXPECT_NE(endless_wait("219 0x7fff00 0x1 0xffffffff 0x2 0x0 0x0 0x7f 0x7f"),
            "");  // poll(), after a stop
  EXPECT_EQ(endless_wait("219 0x7fff00 0x7fff00 0x0 0x8 0x0 0x0 0x7f 0x7f"),
            "");  // a sleep, after a stop
  EXPECT_NE(endless_wait("7 0x0 0x0 0xffffffff 0x0 0x0 0x0 0x7f 0x7f"), "");
  EXPECT_EQ(endless_wait("7 0x0 0x0 0x64 0x0 0x0 0x0 0x7f 0x7f"), "");
  EXPECT_EQ(endless_wait("230 0x0 0x0 0x7f 0x0 0x0 0x0 0x7f 0x7f"), "");  // clock_nanosleep
  EXPECT_EQ(endless_wait("1 0x3 0x0 0x7f 0x0 0x0 0x0 0x7f 0x7f"), "");    // to the runner
  EXPECT_EQ(endless_wait("1 0x3e 0x0 0x7f 0x0 0x0 0x0 0x7f 0x7f"), "");   // to who makes a trial
  EXPECT_NE(endless_wait("1 0x9 0x0 0x7f 0x0 0x0 0x0 0x7f 0x7f"), "");
  EXPECT_NE(endless_wait("45 0x9 0x0 0x7f 0x0 0x0 0x0 0x7f 0x7f"), "");    // recvfrom
  EXPECT_NE(endless_wait("426 0x9 0x0 0x1 0x1 0x0 0x8 0x7f 0x7f"), "");    // io_uring_enter
  EXPECT_EQ(endless_wait("426 0x9 0x1 0x0 0x0 0x0 0x8 0x7f 0x7f"), "");    // only submits
  EXPECT_EQ(endless_wait("426 0x9 0x0 0x1 0x9 0x7f 0x18 0x7f 0x7f"), "");  // with a time limit
  EXPECT_NE(endless_wait("73 0x9 0x2 0x0 0x0 0x0 0x0 0x7f 0x7f"), "");     // flock
  EXPECT_EQ(endless_wait("72 0x9 0x6 0x0 0x0 0x0 0x0 0x7f 0x7f"), "");     // fcntl, F_SETLK
  EXPECT_NE(endless_wait("72 0x9 0x7 0x0 0x0 0x0 0x0 0x7f 0x7f"), "");     // fcntl, F_SETLKW
}

TEST(Asleep, NoticesAProcessThatWaitsForASignal) {
  const Sleeper sleeper([] {
    for (;;) ::pause();
  });
  EXPECT_EQ(found(sleeper.process(), 1000), "a signal");
}

TEST(Asleep, NoticesAReaderOfAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Sleeper sleeper([&] {
    char byte = 0;
    [[maybe_unused]] const auto n = ::read(ends[0], &byte, 1);
  });
  EXPECT_EQ(found(sleeper.process(), 1000), "reading from descriptor " + std::to_string(ends[0]));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Asleep, NoticesWhoOpensAFifoAlone) {
  const std::string path = "/tmp/asleep_test." + std::to_string(::getpid());
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const Sleeper sleeper([&] { ::open(path.c_str(), O_WRONLY); });
  EXPECT_EQ(found(sleeper.process(), 1000), "the other end of a named pipe");
  ::unlink(path.c_str());
}

TEST(Asleep, NoticesAStoppedProcess) {
  const Sleeper sleeper([] { ::raise(SIGSTOP); });
  EXPECT_NE(found(sleeper.process(), 1000), "");
}

TEST(Asleep, LetsSleepersWithAnAlarmClockSleep) {
  const Sleeper sleeper([] { ::sleep(100); });
  EXPECT_EQ(found(sleeper.process(), 20), "");
}

TEST(Asleep, LetsWorkersWork) {
  const Sleeper sleeper([] {
    for (volatile int turns = 0;; turns = turns + 1) {
    }
  });
  EXPECT_EQ(found(sleeper.process(), 20), "");
}

}  // namespace
}  // namespace lockstep
