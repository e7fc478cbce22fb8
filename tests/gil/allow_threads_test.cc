// SPDX-License-Identifier: MIT
// The claims of the exercise `allow_threads` on one thread: what it does to the lock, and when.
// Those on several threads are in allow_threads_threads_test.cc.
#include "lessons/gil/allow_threads.h"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "autograder/harness/claim.h"
#include "tests/base/explore_claim.h"
#include "tests/gil/scripted_lock.h"

namespace lockstep {
namespace {

CLAIM(AllowThreads, DropsForTheBlock, 14,
      "the lock is dropped once at the begin of the block and taken once at its end") {
  explore_claim([] {
    for (const bool requested : {false, true}) {
      ScriptedLock lock([=](int) { return requested; });
      lock.take();
      {
        const AllowThreads allowed(lock);
        EXPECT_FALSE(lock.taken())
            << because("within the block the thread has the lock, and others cannot run");
      }
      EXPECT_TRUE(lock.taken()) << because("after the block the thread does not have the lock");
      EXPECT_EQ(lock.drops(), 1) << because("the lock is dropped once for the block");
      EXPECT_EQ(lock.takes(), 2) << because("the lock is taken once at the end of the block");
    }
  });
}

CLAIM(AllowThreads, TakesAgainAfterAnException, 14,
      "when an exception leaves the block, its handler runs with the lock") {
  explore_claim([] {
    ScriptedLock lock;
    lock.take();
    try {
      const AllowThreads allowed(lock);
      throw std::out_of_range("the call failed");
    } catch (const std::out_of_range&) {
      EXPECT_TRUE(lock.taken()) << because("the handler runs without the lock");
    }
    EXPECT_EQ(lock.takes(), 2) << because("the lock is taken once when an exception comes");
    // A block within a destructor that runs because of an exception is one like any other.
    struct AtTheEnd {
      ~AtTheEnd() {
        const AllowThreads allowed(lock_);
        EXPECT_FALSE(lock_.taken()) << because("within the block the thread has the lock");
      }
      ScriptedLock& lock_;
    };
    try {
      const AtTheEnd at_the_end{lock};
      throw std::out_of_range("another call failed");
    } catch (const std::out_of_range&) {
      EXPECT_TRUE(lock.taken()) << because("the handler runs without the lock");
    }
  });
}

CLAIM(AllowThreads, KeepsErrno, 11, "errno is what the last system call left there") {
  explore_claim([] {
    ScriptedLock lock;
    lock.take();
    errno = EXDEV;
    {
      AllowThreads allowed(lock);
      EXPECT_EQ(errno, EXDEV) << because("errno was changed at the begin of the block");
      errno = ENOSPC;
      allowed.block_threads();
      EXPECT_EQ(errno, ENOSPC) << because("block_threads() changed errno");
      errno = EDOM;
      allowed.unblock_threads();
      EXPECT_EQ(errno, EDOM) << because("unblock_threads() changed errno");
      errno = ENOENT;
    }
    EXPECT_EQ(errno, ENOENT) << because("the end of the block changed errno");
    try {
      const AllowThreads allowed(lock);
      errno = EIO;
      throw std::runtime_error("the call failed");
    } catch (const std::runtime_error&) {
      EXPECT_EQ(errno, EIO) << because("the end of the block changed errno");
    }
  });
}

// Refuses to be dropped, and changes errno meanwhile, as a global lock may.
class RefusingLock : public base::GlobalLock {
 public:
  void take() override {}
  void drop() override {
    errno = ENOLCK;
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted));
  }
  bool drop_requested() const override { return false; }
};

CLAIM(AllowThreads, ARefusalKeepsErrno, 3, "errno is what it was, also when the lock refuses") {
  explore_claim([] {
    RefusingLock lock;
    errno = EXDEV;
    try {
      const AllowThreads allowed(lock);
    } catch (const std::system_error&) {
      EXPECT_EQ(errno, EXDEV) << because("the lock refused to be dropped, and errno was changed");
    }
  });
}

CLAIM(AllowThreads, BlocksForAWhile, 14,
      "block_threads() takes the lock and unblock_threads() drops it, each once") {
  explore_claim([] {
    ScriptedLock lock;
    lock.take();
    for (const bool unblocked : {true, false}) {
      const int drops = lock.drops();
      {
        AllowThreads allowed(lock);
        allowed.unblock_threads();
        EXPECT_EQ(lock.drops(), drops + 1) << because("others were not blocked: nothing to do");
        for (int i = 0; i < 2; ++i) {
          allowed.block_threads();
          EXPECT_TRUE(lock.taken()) << because("others are to be blocked and may run");
        }
        for (int i = 0; unblocked && i < 2; ++i) {
          allowed.unblock_threads();
          EXPECT_FALSE(lock.taken()) << because("others are not to be blocked and may not run");
        }
      }
      EXPECT_TRUE(lock.taken()) << because("after the block the thread does not have the lock");
      EXPECT_EQ(lock.drops(), drops + (unblocked ? 2 : 1))
          << because("the lock is dropped once for the block, and once after each while");
      EXPECT_EQ(lock.takes(), lock.drops() + 1) << because("the lock is taken as often as dropped");
    }
  });
}

CLAIM(
    AllowThreads, NeedsTheLock, 10,
    "a thread that does not have the lock gets the lock's exception, and still does not have it") {
  explore_claim([] {
    const auto lock = base::make_turn_lock();
    try {
      const AllowThreads allowed(*lock);
      ADD_FAILURE() << because("the lock refused to be dropped, and the block went on");
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code(), std::errc::operation_not_permitted)
          << because("it was refused in another way than by the lock");
    }
    EXPECT_THROW(lock->drop(), std::system_error)
        << because("a block that was refused took the lock");
  });
}

}  // namespace
}  // namespace lockstep
