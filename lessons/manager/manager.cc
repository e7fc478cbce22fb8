// SPDX-License-Identifier: MIT
// Your manager. The contract is in manager.h; run it with
//   bazel test //lessons/manager:manager_test
#include "lessons/manager/manager.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

std::unique_ptr<Manager> make_manager(const std::string& path) {
  (void)path;
  not_implemented("make_manager");
}

std::unique_ptr<Client> connect_to(const std::string& path) {
  (void)path;
  not_implemented("connect_to");
}

}  // namespace lockstep
