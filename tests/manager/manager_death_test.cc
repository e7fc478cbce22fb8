// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on clients that die, and on what children inherit.
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/manager/shop.h"

namespace lockstep {
namespace {

CLAIM(Manager, ADeadHolderGivesItsLockBack, 3,
      "a client that dies at any moment leaves no lock locked") {
  const int deaths = kill_at_each_call("1.2", [] {
    const Shop shop;
    Lock lock = shop.client->make_lock();
    end_of_child(child_of([&] {
      const auto mine = connect_to(shop.path);
      Lock same = mine->lock(lock.id());
      same.acquire();
      ::_exit(0);
    }));
    shop.settle();
    EXPECT_EQ(told([&] { lock.acquire(); }), "done")
        << because("a client died, and after it the lock cannot be had");
    EXPECT_EQ(told([&] { lock.release(); }), "done")
        << because("a client died, and after it the lock is not held by who has got it");
  });
  EXPECT_GT(deaths, 4) << because("a client makes no calls that it could die at");
}

// A child that acquires the second lock, then waits for the first, and tells when it has it.
pid_t waiter(const Shop& shop, Id lock, Id second, Notes& inside) {
  const pid_t child = child_of([&] {
    const auto mine = connect_to(shop.path);
    Lock held = mine->lock(second);
    held.acquire();
    Lock same = mine->lock(lock);
    same.acquire();
    inside.post(1);
    same.release();
  });
  shop.settle({child});
  return child;
}

CLAIM(Manager, ADeadWaiterLosesItsPlace, 4,
      "a client that dies while it waits for a lock is never given it, and gives back its others") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        Lock its_other = shop.client->make_lock();
        const Lock another = shop.client->make_lock();
        Notes inside;
        lock.acquire();
        const pid_t dies = waiter(shop, lock.id(), its_other.id(), inside);
        const pid_t lives = waiter(shop, lock.id(), another.id(), inside);
        kill_child(dies);
        EXPECT_EQ(told([&] { its_other.acquire(); }), "done")
            << because("a client died that waited for a lock, and one that it held cannot be had");
        shop.settle();
        lock.release();
        inside.take();
        EXPECT_EQ(end_of_child(lives), 0) << because("the next client did not get the lock");
        EXPECT_EQ(told([&] { lock.acquire(); }), "done") << because("the lock cannot be had");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, AnswersToTheDeadHarmNobody, 3,
      "a client that dies before it has its answer harms nobody") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        Value value = shop.client->make_value(1);
        Notes ready;
        Gate go;
        const pid_t child = child_of([&] {
          const auto mine = connect_to(shop.path);
          Lock same = mine->lock(lock.id());
          ready.post(1);
          go.pass();
          same.acquire();
        });
        ready.take();
        // The server finds both at once when it goes on: the request, and that nobody is there.
        ::kill(shop.manager->server(), SIGSTOP);
        await_state(shop.manager->server(), 'T');
        go.open();
        await_asleep(child);
        kill_child(child);
        ::kill(shop.manager->server(), SIGCONT);
        EXPECT_EQ(told([&] { return value.get(); }), "1")
            << because("a client died before its answer, and others are not served any more");
        EXPECT_EQ(told([&] { lock.acquire(); }), "done")
            << because("a client died before its answer, and its lock cannot be had");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ADeadClientsProxiesCountAsDestroyed, 4,
      "the objects of a dead client go, but for those of which others have a proxy") {
  run_trials(
      [] {
        const Shop shop;
        Value shared = shop.client->make_value(1);
        Notes ids;
        const pid_t child = child_of([&] {
          const auto mine = connect_to(shop.path);
          Value own = mine->make_value(2);
          Value own_again = mine->value(own.id());
          Value same = mine->value(shared.id());
          ids.post(own.id());
          for (;;) ::pause();
        });
        const Id own = ids.take();
        std::optional<Value> kept;
        EXPECT_EQ(told([&] { kept = shop.client->value(own); }), "done")
            << because("an object of another client is not there");
        kill_child(child);
        shop.settle();
        EXPECT_EQ(told([&] { return kept->get(); }), "2")
            << because("an object went with its maker, though another client has a proxy");
        EXPECT_EQ(told([&] { return shared.get(); }), "1")
            << because("an object went with a dead client, though another one has a proxy");
        kept.reset();
        EXPECT_EQ(sought(*shop.client, own), "no object")
            << because("a client died, and its object is still there");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Manager, AChildDestroysCopies, 4,
      "when a child destroys what it has inherited, nothing changes for its parent") {
  run_trials(
      [] {
        auto shop = std::make_unique<Shop>();
        auto value = std::make_unique<Value>(shop->client->make_value(1));
        auto lock = std::make_unique<Lock>(shop->client->make_lock());
        lock->acquire();
        EXPECT_EQ(end_of_child(child_of([&] {
                    value.reset();
                    lock.reset();
                    shop.reset();
                  })),
                  0)
            << because("a child that destroyed its copies came to no good end");
        EXPECT_EQ(told([&] { return value->get(); }), "1")
            << because("a child destroyed its copy of a proxy, and the object is gone");
        EXPECT_EQ(told([&] { lock->release(); }), "done")
            << because("a child destroyed its copies, and its parent's lock is not held any more");
        EXPECT_EQ(told([&] { connect_to(shop->path); }), "done")
            << because("a child destroyed its copies, and nobody can connect");
        value.reset();
        lock.reset();
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ADestroyedCopyKeepsNothingOpen, 4,
      "a child that has destroyed the client it inherited does not keep it alive") {
  run_trials(
      [] {
        const Shop shop;
        Lock lock = shop.client->make_lock();
        Notes grandchildren;
        const pid_t parent = child_of([&] {
          auto mine = connect_to(shop.path);
          auto same = std::make_unique<Lock>(mine->lock(lock.id()));
          same->acquire();
          child_of([&] {
            same.reset();
            mine.reset();
            grandchildren.post(::getpid());
            for (;;) ::pause();
          });
          for (;;) ::pause();
        });
        const auto grandchild = static_cast<pid_t>(grandchildren.take());
        kill_child(parent);
        EXPECT_EQ(told([&] { lock.acquire(); }), "done")
            << because("the lock of a dead client cannot be had");
        ::kill(grandchild, SIGKILL);
        await_end(grandchild);
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
