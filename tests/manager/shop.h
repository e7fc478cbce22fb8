// SPDX-License-Identifier: MIT
// A manager of the claims, its clients, and how their calls end.
#ifndef TESTS_MANAGER_SHOP_H_
#define TESTS_MANAGER_SHOP_H_

#include <unistd.h>

#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "lessons/base/not_implemented.h"
#include "lessons/manager/manager.h"

namespace lockstep {

// A manager with one client, in the process that makes it. The server is process 1.1 of a trial
// when the body makes it, and the first child of the claim 1.2.
struct Shop {
  const std::string path = "/tmp/shop." + std::to_string(::getpid());
  const std::unique_ptr<Manager> manager = make_manager(path);
  const std::unique_ptr<Client> client = connect_to(path);

  // Blocks until the server has seen all that has happened, and waits for more; and these clients
  // wait, too, for what the server does not tell them yet.
  void settle(std::vector<pid_t> clients = {}) const {
    clients.push_back(manager->server());
    EXPECT_TRUE(await_asleep(clients))
        << because("the server has ended, or a client that has to wait");
  }
};

// How a call ends, in words: what it returns, or what it throws.
template <class Call>
std::string told(const Call& call) {
  try {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return "done";
    } else {
      return std::to_string(call());
    }
  } catch (const NoSuchKey&) {
    return "no key";
  } catch (const NoSuchIndex&) {
    return "no index";
  } catch (const NotHolder&) {
    return "not the holder";
  } catch (const NoSuchObject&) {
    return "no object";
  } catch (const ManagerGone&) {
    return "gone";
  } catch (const std::system_error& error) {
    return "error " + std::to_string(error.code().value());
  } catch (const NotImplemented&) {
    throw;
  } catch (...) {
    return "another exception";
  }
}

// Whether there is a value of this id: "there", or what its absence throws.
inline std::string sought(Client& client, Id id) {
  const std::string how = told([&] { client.value(id); });
  return how == "done" ? "there" : how;
}

inline std::string sought_lock(Client& client, Id id) {
  const std::string how = told([&] { client.lock(id); });
  return how == "done" ? "there" : how;
}

}  // namespace lockstep

#endif  // TESTS_MANAGER_SHOP_H_
