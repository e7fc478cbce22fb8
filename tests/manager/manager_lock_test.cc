// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on locks.
#include <string>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/manager/shop.h"

namespace lockstep {
namespace {

// Waits for the lock in a process of its own, tells when it has it, and gives it back when `leave`
// is open.
pid_t visitor(const Shop& shop, Id lock, Notes& inside, Gate& leave) {
  return child_of([&] {
    const auto mine = connect_to(shop.path);
    Lock same = mine->lock(lock);
    same.acquire();
    inside.post(1);
    leave.pass();
    EXPECT_EQ(told([&] { same.release(); }), "done")
        << because("who has got the lock does not hold it");
  });
}

CLAIM(Manager, ALockIsHeldByOne, 4, "one client has the lock at a time; who comes then waits") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        Notes inside;
        Gate leave;
        lock.acquire();
        const pid_t one = visitor(shop, lock.id(), inside, leave);
        const pid_t two = visitor(shop, lock.id(), inside, leave);
        shop.settle({one, two});
        EXPECT_FALSE(inside.any()) << because("a client got a lock that another one holds");
        lock.release();
        inside.take();
        shop.settle({one, two});
        EXPECT_FALSE(inside.any()) << because("two clients got the lock by one release");
        leave.open();
        inside.take();
        end_of_child(one);
        end_of_child(two);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Manager, AWaiterHoldsUpNobody, 4, "a client that waits for a lock holds up no other") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        Value value = shop.client->make_value(1);
        Notes inside;
        Gate leave;
        leave.open();
        lock.acquire();
        const pid_t waits = visitor(shop, lock.id(), inside, leave);
        shop.settle({waits});
        EXPECT_EQ(told([&] { return value.get(); }), "1") << because("the number is another one");
        const auto newcomer = connect_to(shop.path);
        Lock second = newcomer->make_lock();
        second.acquire();
        lock.release();
        inside.take();
        end_of_child(waits);
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, OnlyTheHolderReleases, 4, "a lock is released by the client that holds it only") {
  run_trials(
      [] {
        const Shop shop;
        const auto other = connect_to(shop.path);
        Lock lock = shop.client->make_lock();
        Lock same = other->lock(lock.id());
        EXPECT_EQ(told([&] { lock.release(); }), "not the holder")
            << because("a lock that nobody holds was released");
        lock.acquire();
        EXPECT_EQ(told([&] { same.release(); }), "not the holder")
            << because("another client of the process released the lock");
        EXPECT_EQ(told([&] { shop.client->lock(lock.id()).release(); }), "done")
            << because("another proxy of the client that holds the lock did not release it");
        EXPECT_EQ(told([&] { lock.release(); }), "not the holder")
            << because("a lock was released twice");
        same.acquire();
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ALockOutlivesItsHoldersProxy, 4,
      "destroying a proxy does not release the lock, destroying the client does") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        Notes inside;
        Gate held;
        // Made first, so that it does not inherit the other client.
        const pid_t waits = child_of([&] {
          held.pass();
          const auto mine = connect_to(shop.path);
          Lock same = mine->lock(lock.id());
          same.acquire();
          inside.post(1);
        });
        auto other = connect_to(shop.path);
        other->lock(lock.id()).acquire();
        held.open();
        shop.settle({waits});
        EXPECT_FALSE(inside.any()) << because("the holder destroyed its proxy, and lost the lock");
        other.reset();
        inside.take();
        end_of_child(waits);
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
