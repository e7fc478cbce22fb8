// SPDX-License-Identifier: MIT
// The claims of the exercise `manager` on objects: what is done to them, errors, and their lives.
#include <string>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/manager/shop.h"

namespace lockstep {
namespace {

CLAIM(Manager, AValueIsShared, 4, "what one process sets in a value, the others get") {
  run_trials(
      [] {
        const Shop shop;
        Value value = shop.client->make_value(-3);
        EXPECT_EQ(told([&] { return value.get(); }), "-3")
            << because("a value does not begin with its number");
        EXPECT_EQ(end_of_child(child_of([&] {
                    const auto mine = connect_to(shop.path);
                    Value same = mine->value(value.id());
                    EXPECT_EQ(told([&] { return same.get(); }), "-3")
                        << because("another process gets another number");
                    same.set(2'000'000'000);
                  })),
                  0)
            << because("a client came to no good end");
        EXPECT_EQ(told([&] { return value.get(); }), "2000000000")
            << because("what another process has set is not there");
      },
      {.seeds = 5, .trouble = {}});
}

CLAIM(Manager, AListIsShared, 3, "a list has what all processes have put into it, in order") {
  run_trials(
      [] {
        const Shop shop;
        List list = shop.client->make_list();
        EXPECT_EQ(told([&] { return list.size(); }), "0") << because("a list does not begin empty");
        list.append(5);
        end_of_child(child_of([&] {
          const auto mine = connect_to(shop.path);
          List same = mine->list(list.id());
          same.append(6);
          same.append(7);
          same.set(0, 8);
        }));
        const std::vector<int> expected = {8, 6, 7};
        EXPECT_EQ(told([&] { return list.size(); }), "3") << because("the list has another size");
        for (int i = 0; i < 3; ++i) {
          EXPECT_EQ(told([&] { return list.get(i); }), std::to_string(expected[i]))
              << because("the list has something else in a place");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ADictIsShared, 3, "a dict has the keys that all processes have set, any bytes") {
  run_trials(
      [] {
        const Shop shop;
        Dict dict = shop.client->make_dict();
        const std::string odd("a\0b\n\xff", 5);
        end_of_child(child_of([&] {
          const auto mine = connect_to(shop.path);
          Dict same = mine->dict(dict.id());
          same.set("buns", 1);
          same.set("buns", 2);
          same.set("", 3);
          same.set(odd, 4);
          same.set("gone", 5);
          same.erase("gone");
        }));
        EXPECT_EQ(told([&] { return dict.size(); }), "3") << because("the dict has another size");
        EXPECT_EQ(told([&] { return dict.get("buns"); }), "2")
            << because("a key that was set twice has another number");
        EXPECT_EQ(told([&] { return dict.get(""); }), "3")
            << because("the empty key has another number");
        EXPECT_EQ(told([&] { return dict.get(odd); }), "4")
            << because("a key with odd bytes has another number");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, LargeRequestsArrive, 3, "a key may have a million bytes") {
  run_trials(
      [] {
        const Shop shop;
        Dict dict = shop.client->make_dict();
        const std::string key(in_trouble() ? 100'000 : 1'000'000, 'k');
        EXPECT_EQ(told([&] { dict.set(key, 1); }), "done") << because("a large key was not set");
        EXPECT_EQ(told([&] { return dict.get(key); }), "1")
            << because("a large key has another number");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Manager, ErrorsReachTheCaller, 4,
      "an error in the server is thrown where the call was made; nothing has changed") {
  run_trials(
      [] {
        const Shop shop;
        List list = shop.client->make_list();
        list.append(7);
        for (const int index : {-1, 1, 2}) {
          EXPECT_EQ(told([&] { return list.get(index); }), "no index")
              << because("a list was asked for an index that it does not have");
          EXPECT_EQ(told([&] { list.set(index, 1); }), "no index")
              << because("an index that a list does not have was set");
        }
        Dict dict = shop.client->make_dict();
        EXPECT_EQ(told([&] { return dict.get("buns"); }), "no key")
            << because("a dict was asked for a key that it does not have");
        EXPECT_EQ(told([&] { dict.erase("buns"); }), "no key")
            << because("a key that a dict does not have was erased");
        EXPECT_EQ(told([&] { return dict.size(); }), "0") << because("an error changed the dict");
        EXPECT_EQ(told([&] { return list.get(0); }), "7") << because("an error changed the list");
        EXPECT_EQ(told([&] { return list.size(); }), "1") << because("an error changed the list");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, AnObjectLivesAsLongAsAProxy, 4,
      "an object is there as long as there is a proxy of it, and no longer") {
  run_trials(
      [] {
        const Shop shop;
        const auto other = connect_to(shop.path);
        Id id = 0;
        {
          auto first = std::make_unique<Value>(shop.client->make_value(1));
          id = first->id();
          Value second = other->value(id);
          auto third = std::make_unique<Value>(other->value(id));
          first.reset();
          EXPECT_EQ(told([&] { return second.get(); }), "1")
              << because("the object went with the proxy of its maker");
          third.reset();
          EXPECT_EQ(told([&] { return second.get(); }), "1")
              << because("a client had two proxies, and the object went with one of them");
        }
        EXPECT_EQ(sought(*shop.client, id), "no object")
            << because("all proxies are destroyed, and the object is still there");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(Manager, IdsAreNeverUsedAgain, 4, "the id of an object that is gone never means another") {
  run_trials(
      [] {
        const Shop shop;
        Value stays = shop.client->make_value(1);
        const Id old = shop.client->make_value(2).id();
        const Id older = shop.client->make_list().id();
        std::vector<Value> values;
        for (int i = 0; i < 3; ++i) values.push_back(shop.client->make_value(i));
        Lock lock = shop.client->make_lock();
        for (const Id id : {old, older}) {
          EXPECT_EQ(sought(*shop.client, id), "no object")
              << because("an id that was used before means a new object");
          EXPECT_NE(lock.id(), id) << because("an id that was used before means a new object");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Manager, ThereIsNoSuchObject, 3, "an id of another kind, or of nothing, is an error") {
  run_trials(
      [] {
        const Shop shop;
        Value value = shop.client->make_value(1);
        EXPECT_EQ(told([&] { shop.client->list(value.id()); }), "no object")
            << because("a value was taken for a list");
        EXPECT_EQ(told([&] { shop.client->lock(value.id()); }), "no object")
            << because("a value was taken for a lock");
        EXPECT_EQ(sought(*shop.client, value.id() + 1'000), "no object")
            << because("an object that was never made is there");
        EXPECT_EQ(sought(*shop.client, value.id()), "there")
            << because("after these errors the object is not there");
        EXPECT_EQ(told([&] { return value.get(); }), "1")
            << because("after these errors the object is gone");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
