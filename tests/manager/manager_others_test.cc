// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on clients that come at the same time, on one that sends a
// part of a request, and on what comes in a bad moment.
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "autograder/base/fd.h"
#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/manager/shop.h"

namespace lockstep {
namespace {

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

CLAIM(Manager, APartOfARequestHoldsUpNobody, 3,
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

CLAIM(Manager, ObjectsMadeAtOnceDiffer, 2,
      "objects that are made at the same time are different ones") {
  meet_after_each_read([] {
    constexpr int kChildren = 3;
    const Shop shop;
    Gate begin;
    Gate leave;
    Notes ids;
    pid_t children[kChildren];
    for (pid_t& child : children) {
      child = child_of([&] {
        const auto mine = connect_to(shop.path);
        begin.pass();
        const Value value = mine->make_value(1);
        ids.post(value.id());
        leave.pass();
      });
    }
    shop.settle({std::begin(children), std::end(children)});
    begin.open();
    std::set<Id> different;
    for (int i = 0; i < kChildren; ++i) different.insert(ids.take());
    EXPECT_EQ(different.size(), std::size_t{kChildren})
        << because("objects that were made at the same time have not an id each");
    leave.open();
    for (const pid_t child : children) end_of_child(child);
  });
}

CLAIM(Manager, CallsComeOneAfterTheOther, 2,
      "calls that come at the same time are done one after the other") {
  meet_after_each_read([] {
    constexpr int kChildren = 3;
    const Shop shop;
    List list = shop.client->make_list();
    Dict dict = shop.client->make_dict();
    Gate begin;
    Gate leave;
    Notes ids;
    Notes done;
    pid_t children[kChildren];
    for (int i = 0; i < kChildren; ++i) {
      children[i] = child_of([&] {
        const auto mine = connect_to(shop.path);
        std::vector<Value> made;
        begin.pass();
        const auto calls = [&] {
          made.push_back(mine->make_value(i));
          mine->list(list.id()).append(i);
          mine->dict(dict.id()).set("key " + std::to_string(i), i);
        };
        EXPECT_EQ(told(calls), "done") << because("a call failed");
        for (const Value& value : made) ids.post(value.id());
        done.post(1);
        leave.pass();
      });
    }
    shop.settle({std::begin(children), std::end(children)});
    begin.open();
    // All objects are there until then: a server that has mixed them up may die of their end.
    for (int i = 0; i < kChildren; ++i) done.take();
    std::set<Id> different;
    while (ids.any()) different.insert(ids.take());
    EXPECT_EQ(different.size(), std::size_t{kChildren})
        << because("objects that were made at the same time have not an id each");
    leave.open();
    for (const pid_t child : children) {
      EXPECT_EQ(end_of_child(child), 0) << because("a client came to no good end");
    }
    EXPECT_EQ(told([&] { return list.size(); }), std::to_string(kChildren))
        << because("something that was put into the list is missing");
    EXPECT_EQ(told([&] { return dict.size(); }), std::to_string(kChildren))
        << because("something that was put into the dict is missing");
  });
}

CLAIM(Manager, ADestructorIsACall, 4,
      "the destructor of a proxy returns when the object is gone, not before") {
  run_trials(
      [] {
        const Shop shop;
        Notes ids;
        Notes destroyed;
        Gate go;
        const pid_t child = child_of([&] {
          const auto mine = connect_to(shop.path);
          auto value = std::make_unique<Value>(mine->make_value(1));
          ids.post(value->id());
          go.pass();
          value.reset();
          destroyed.post(1);
        });
        const Id id = ids.take();
        ::kill(shop.manager->server(), SIGSTOP);
        await_state(shop.manager->server(), 'T');
        go.open();
        await_asleep(child);
        EXPECT_FALSE(destroyed.any())
            << because("a proxy was destroyed before the server could know of it");
        ::kill(shop.manager->server(), SIGCONT);
        destroyed.take();
        EXPECT_EQ(sought(*shop.client, id), "no object")
            << because("the last proxy was destroyed, and the object is still there");
        end_of_child(child);
      },
      {.seeds = 0, .trouble = {}});
}

Notes* new_servers = nullptr;
Gate* owner_is_dead = nullptr;

CLAIM(Manager, ItEndsWithAnOwnerThatDiesEarly, 2,
      "when its owner is killed before the server could begin, it ends as well") {
  run_trials(
      [] {
        const std::string path = "/tmp/shop." + std::to_string(::getpid());
        Notes servers;
        Gate dead;
        const pid_t owner = child_of([&] {
          new_servers = &servers;
          owner_is_dead = &dead;
          ::pthread_atfork(nullptr, nullptr, [] {
            new_servers->post(::getpid());
            owner_is_dead->pass();
          });
          const auto manager = make_manager(path);
          for (;;) ::pause();
        });
        const auto server = static_cast<pid_t>(servers.take());
        kill_child(owner);
        dead.open();
        await_end(server);
        ::unlink(path.c_str());
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
