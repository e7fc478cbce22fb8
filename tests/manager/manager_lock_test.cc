// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on locks, and on who holds up whom.
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "autograder/base/fd.h"
#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
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

// Blocks until the visitor waits, and the server knows it.
void await_waiting(const Shop& shop, pid_t visitor) {
  EXPECT_TRUE(await_asleep(visitor)) << because("who is to wait for the lock has ended");
  shop.settle();
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
        await_waiting(shop, one);
        await_waiting(shop, two);
        EXPECT_FALSE(inside.any()) << because("a client got a lock that another one holds");
        lock.release();
        inside.take();
        await_asleep(one);
        await_asleep(two);
        shop.settle();
        EXPECT_FALSE(inside.any()) << because("two clients got the lock by one release");
        leave.open();
        inside.take();
        end_of_child(one);
        end_of_child(two);
      },
      {.seeds = 3, .trouble = {}});
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
        await_waiting(shop, waits);
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
        await_waiting(shop, waits);
        EXPECT_FALSE(inside.any()) << because("the holder destroyed its proxy, and lost the lock");
        other.reset();
        inside.take();
        end_of_child(waits);
      },
      {.seeds = 0, .trouble = {}});
}

// Connects by hand, and sends so many bytes.
Fd stranger(const std::string& path, std::size_t bytes) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::send(fd.get(), "\0", bytes, MSG_NOSIGNAL);
  return fd;
}

CLAIM(Manager, APartOfARequestHoldsUpNobody, 4,
      "a connection on which nothing comes, or a part of a request, holds up nobody") {
  run_trials(
      [] {
        const Shop shop;
        Value value = shop.client->make_value(1);
        const Fd silent = stranger(shop.path, 0);
        Fd slow = stranger(shop.path, 1);
        shop.settle();
        EXPECT_EQ(told([&] { return value.get(); }), "1") << because("the number is another one");
        const auto other = connect_to(shop.path);
        EXPECT_EQ(told([&] { other->value(value.id()).set(2); }), "done")
            << because("a client that came later was not served");
        slow.reset();
        shop.settle();
        EXPECT_EQ(told([&] { return value.get(); }), "2")
            << because("after a part of a request the number is another one");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, CallsComeOneAfterTheOther, 4,
      "calls that come at the same time are done one after the other") {
  constexpr int kCalls = 20;
  run_trials(
      [] {
        const Shop shop;
        Value value = shop.client->make_value(0);
        List list = shop.client->make_list();
        Dict dict = shop.client->make_dict();
        Gate begin;
        pid_t children[2];
        for (pid_t& child : children) {
          child = child_of([&] {
            const auto mine = connect_to(shop.path);
            List same_list = mine->list(list.id());
            Dict same_dict = mine->dict(dict.id());
            Value same_value = mine->value(value.id());
            begin.pass();
            for (int i = 0; i < kCalls; ++i) {
              same_list.append(i);
              same_dict.set(std::to_string(i), i);
              same_value.set(i);
              same_value.get();
              mine->make_lock();
            }
          });
        }
        for (const pid_t child : children) await_asleep(child);
        begin.open();
        for (const pid_t child : children) {
          EXPECT_EQ(end_of_child(child), 0) << because("a client came to no good end");
        }
        EXPECT_EQ(told([&] { return list.size(); }), std::to_string(2 * kCalls))
            << because("something that was put into the list is missing");
        EXPECT_EQ(told([&] { return dict.size(); }), std::to_string(kCalls))
            << because("the dict has another size");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
