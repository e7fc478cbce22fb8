// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on clients that come at the same time, and on one that sends
// a part of a request.
#include <sys/socket.h>
#include <sys/un.h>

#include <string>

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

// Several clients are served at the same time only if that takes long: so the keys are. What a
// thread of the server has done before it answered is ordered, for ThreadSanitizer, before all that
// is received later.
CLAIM(Manager, CallsComeOneAfterTheOther, 4,
      "calls that come at the same time are done one after the other") {
  constexpr int kChildren = 3;
  constexpr int kCalls = 6;
  const std::string long_key(800'000, 'k');
  run_trials(
      [&] {
        const Shop shop;
        List list = shop.client->make_list();
        Dict dict = shop.client->make_dict();
        Gate begin;
        pid_t children[kChildren];
        for (pid_t& child : children) {
          child = child_of([&] {
            const auto mine = connect_to(shop.path);
            List same_list = mine->list(list.id());
            Dict same_dict = mine->dict(dict.id());
            begin.pass();
            for (int i = 0; i < kCalls; ++i) {
              same_list.append(i);
              same_dict.set(long_key + std::to_string(i), i);
            }
          });
        }
        for (const pid_t child : children) await_asleep(child);
        begin.open();
        for (const pid_t child : children) {
          EXPECT_EQ(end_of_child(child), 0) << because("a client came to no good end");
        }
        EXPECT_EQ(told([&] { return list.size(); }), std::to_string(kChildren * kCalls))
            << because("something that was put into the list is missing");
        EXPECT_EQ(told([&] { return dict.size(); }), std::to_string(kCalls))
            << because("the dict has another size");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
