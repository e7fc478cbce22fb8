// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on clients that come at the same time, and on one that sends
// a part of a request.
#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "autograder/base/fd.h"
#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
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

// Calls of two clients by turns: each may be another thread of the server, and what one of them has
// done is there for the other, with the server's own order between the two.
void take_turns(Client& one, Client& other, Id list, Id dict, Id value) {
  for (Client* const client : {&one, &other, &one}) {
    client->list(list).append(7);
    client->dict(dict).set("buns", 7);
    client->value(value).set(7);
  }
  List lists[] = {one.list(list), other.list(list)};
  for (List& same : lists) same.append(7);
  Dict dicts[] = {one.dict(dict), other.dict(dict)};
  for (Dict& same : dicts) same.set("more buns", 7);
  Value values[] = {one.value(value), other.value(value)};
  for (Value& same : values) same.set(7);
}

CLAIM(Manager, CallsComeOneAfterTheOther, 4,
      "calls that come at the same time are done one after the other") {
  run_trials(
      [] {
        const Shop shop;
        Value value = shop.client->make_value(0);
        List list = shop.client->make_list();
        Dict dict = shop.client->make_dict();
        take_turns(*shop.client, *connect_to(shop.path), list.id(), dict.id(), value.id());
        EXPECT_EQ(told([&] { return list.size(); }), "5") << because("the list has another size");
        constexpr int kCalls = 10;
        Gate begin;
        pid_t children[2];
        for (pid_t& child : children) {
          child = child_of([&] {
            const auto mine = connect_to(shop.path);
            List same = mine->list(list.id());
            begin.pass();
            for (int i = 0; i < kCalls; ++i) {
              same.append(i);
              mine->make_lock();
            }
          });
        }
        for (const pid_t child : children) await_asleep(child);
        begin.open();
        for (const pid_t child : children) {
          EXPECT_EQ(end_of_child(child), 0) << because("a client came to no good end");
        }
        EXPECT_EQ(told([&] { return list.size(); }), std::to_string(5 + 2 * kCalls))
            << because("something that was put into the list is missing");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
