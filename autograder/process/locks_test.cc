// SPDX-License-Identifier: MIT
// Trouble with calls that lock and change files, and what comes of locks that nobody gives back.
#include <fcntl.h>
#include <sys/file.h>

#include <cstdio>
#include <vector>

#include "autograder/process/order.h"
#include "autograder/process/testing.h"
#include "autograder/process/trial.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

using explorer::Outcome;
using testing::HasSubstr;

// A file without a name: nobody else has it locked.
class NoName {
 public:
  NoName() : file_(open("/tmp", O_TMPFILE | O_RDWR, 0600)) { EXPECT_GE(file_, 0); }
  ~NoName() { close(file_); }
  operator int() const { return file_; }

 private:
  int file_;
};

TEST(Locks, ThatMayBlockAreInterrupted) {
  struct flock all = {};
  all.l_type = F_WRLCK;
  const std::vector<std::function<int(int)>> ways = {
      [](int file) { return flock(file, LOCK_EX); },
      [](int file) { return lockf(file, F_LOCK, 0); },
      [&](int file) { return fcntl(file, F_SETLKW, &all); },
      [&](int file) { return fcntl(file, F_OFD_SETLKW, &all); }};
  for (const auto& lock : ways) {
    EXPECT_GT(failing_seeds(kInterrupted, [&] { check(lock(NoName()) == 0); }), 4);
  }
  const auto no_wait = [&] {
    const NoName file;
    check(flock(file, LOCK_EX | LOCK_NB) == 0 && flock(file, LOCK_UN) == 0 &&
          lockf(file, F_TLOCK, 0) == 0 && fcntl(file, F_SETLK, &all) == 0);
  };
  EXPECT_EQ(failing_seeds(kInterrupted, no_wait), 0);
}

// Before each call, and in the middle of pwrite.
TEST(Files, ChangesArePointsToDieAt) {
  const int trials = kill_at_each_call("1.1", [] {
    status_of(child_of([] {
      const NoName file;  // open
      flock(file, LOCK_EX);
      pwrite(file, "1234", 4, 0);  // two points
      ftruncate(file, 2);
      fsync(file);
      rename("/tmp/none", "/tmp/other");  // does nothing, as do the next two
      link("/tmp/none", "/tmp/other");
      unlink("/tmp/none");
      fcntl(file, F_GETFD);            // no point
      fcntl(file, F_SETFL, O_APPEND);  // no point
      fcntl(file, F_SETFL, O_ASYNC);
      return 0;  // close, _exit
    }));
  });
  EXPECT_EQ(trials, 1 + 10 + 2);
}

TEST(Files, EachChangeFailsOnce) {
  const auto fails = [](const char* call, int error, const std::function<int(int)>& change) {
    Notes errors;
    const int trials = fail_each(call, [&] {
      const NoName file;
      errors.post(change(file) == -1 ? errno : 0);
    });
    EXPECT_EQ(trials, 1) << call;
    EXPECT_EQ(errors.take(), error) << call;
  };
  fails("flock", ENOLCK, [](int file) { return flock(file, LOCK_EX); });
  fails("lockf", ENOLCK, [](int file) { return lockf(file, F_LOCK, 0); });
  struct flock all = {};
  all.l_type = F_WRLCK;
  fails("fcntl", ENOLCK, [&](int file) { return fcntl(file, F_SETLKW, &all); });
  fails("write", ENOSPC, [](int file) { return static_cast<int>(write(file, "1", 1)); });
  fails("pwrite", ENOSPC, [](int file) { return static_cast<int>(pwrite(file, "1", 1, 0)); });
  fails("ftruncate", EIO, [](int file) { return ftruncate(file, 1); });
  fails("fsync", EIO, [](int file) { return fsync(file); });
  fails("rename", ENOSPC, [](int) { return rename("/tmp/none", "/tmp/other"); });
  fails("link", ENOSPC, [](int) { return link("/tmp/none", "/tmp/other"); });
  fails("unlink", EIO, [](int) { return unlink("/tmp/none"); });
}

// Each has locked one file and waits for the other's.
TEST(Locks, InACircleAreADeadlock) {
  const auto circle = [](const std::function<int(int)>& lock) {
    Notes locked;
    Gate gate;
    const auto both = [&](const char* one, const char* other) {
      return child_of([&, one, other] {
        lock(open(one, O_RDWR | O_CREAT, 0600));
        locked.post(1);
        gate.pass();
        return lock(open(other, O_RDWR | O_CREAT, 0600));
      });
    };
    const pid_t children[] = {both("/tmp/locked", "/tmp/locked too"),
                              both("/tmp/locked too", "/tmp/locked")};
    locked.take();
    locked.take();
    gate.open();
    for (const pid_t child : children) status_of(child);
  };
  const auto by_flock = [](int file) {
    while (flock(file, LOCK_EX) != 0 && errno == EINTR) continue;
    return 0;
  };
  // Of the file, not of the process: in a circle of those fcntl() gives EDEADLK.
  const auto by_fcntl = [](int file) {
    struct flock all = {};
    all.l_type = F_WRLCK;
    while (fcntl(file, F_OFD_SETLKW, &all) != 0 && errno == EINTR) continue;
    return 0;
  };
  for (const auto& lock : std::vector<std::function<int(int)>>{by_flock, by_fcntl}) {
    for (const Plan& plan : {Plan{}, seeded_plan(kAllKinds, 1), seeded_plan(kAllKinds, 2)}) {
      const explorer::Result result = trial_of([&] { circle(lock); }, plan).result;
      EXPECT_EQ(result.outcome, Outcome::kDeadlock) << result.message;
      EXPECT_THAT(result.message, HasSubstr("process 1.1 waits for a lock on a file"));
      EXPECT_THAT(result.message, HasSubstr("process 1.2 waits for a lock on a file"));
    }
  }
  unlink("/tmp/locked");
  unlink("/tmp/locked too");
}

// The kernel gives back what a process has locked when it dies.
TEST(Locks, OfTheDeadAreFree) {
  const int deaths = kill_at_each_call("1.1", [] {
    const auto visit = [] {
      const int file = open("/tmp/locked", O_RDWR | O_CREAT, 0600);
      while (flock(file, LOCK_EX) != 0 && errno == EINTR) continue;
      close(file);
      return 0;
    };
    const pid_t first = child_of(visit);
    status_of(child_of(visit));
    status_of(first);
    unlink("/tmp/locked");
  });
  EXPECT_EQ(deaths, 5);  // at its birth, before open, flock, close, _exit
}

}  // namespace
}  // namespace lockstep::process
