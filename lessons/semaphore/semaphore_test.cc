// SPDX-License-Identifier: MIT
// Shows how a semaphore is used. These cases are a start: the grading looks at more.
//
// explore() runs its body again and again and lets the threads take turns in another order each
// time. Time is virtual in there: a sleep costs nothing, and a time-out is exact.
#include "lessons/semaphore/semaphore.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "autograder/explorer/explore.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

using explorer::explore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(Semaphore, CountsItsPermits) {
  explore([] {
    auto semaphore = make_semaphore(2);
    semaphore->acquire();
    EXPECT_EQ(semaphore->available(), 1) << "one of two permits was taken";
    EXPECT_TRUE(semaphore->try_acquire()) << "one permit is left";
    EXPECT_FALSE(semaphore->try_acquire()) << "both permits are taken";
    semaphore->release(2);
    EXPECT_EQ(semaphore->available(), 2) << "both permits were given back";
  });
}

TEST(Semaphore, RefusesNumbersThatMakeNoSense) {
  explore([] {
    EXPECT_THROW(make_semaphore(-1), std::invalid_argument);
    auto semaphore = make_semaphore(0);
    EXPECT_THROW(semaphore->release(0), std::invalid_argument);
    EXPECT_EQ(semaphore->available(), 0) << "a refused release changed the permits";
  });
}

TEST(Semaphore, TwoWaitingThreadsGoOnAfterAReleaseOfTwo) {
  explore([] {
    auto semaphore = make_semaphore(0);
    std::atomic<bool> released{false};
    const auto wait = [&] {
      semaphore->acquire();
      EXPECT_TRUE(released) << "acquire() returned before there was a permit";
    };
    std::thread one(wait);
    std::thread other(wait);
    released = true;
    semaphore->release(2);
    one.join();
    other.join();
    EXPECT_EQ(semaphore->available(), 0) << "both permits were taken";
  });
}

TEST(Semaphore, OnePermitLetsOneThreadInAtATime) {
  explore([] {
    auto semaphore = make_semaphore(1);
    int visits = 0;  // guarded by the permit
    const auto visit = [&] {
      semaphore->acquire();
      ++visits;
      semaphore->release(1);
    };
    std::thread one(visit);
    std::thread other(visit);
    one.join();
    other.join();
    EXPECT_EQ(visits, 2) << "two visits, and not both were counted";
  });
}

TEST(Semaphore, GivesUpAfterItsTimeout) {
  explore([] {
    auto semaphore = make_semaphore(0);
    const auto start = steady_clock::now();
    EXPECT_FALSE(semaphore->try_acquire_for(milliseconds(20))) << "there was no permit to take";
    EXPECT_TRUE(steady_clock::now() - start >= milliseconds(20)) << "it gave up too early";
    semaphore->release(1);
    EXPECT_TRUE(semaphore->try_acquire_for(milliseconds(20))) << "a permit was free";
  });
}

}  // namespace
}  // namespace lockstep
