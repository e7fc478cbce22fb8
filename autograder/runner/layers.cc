// SPDX-License-Identifier: MIT
#include "autograder/runner/layers.h"

#include <sys/personality.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "autograder/base/process.h"
#include "autograder/runner/become_user.h"
#include "autograder/runner/box.h"

namespace lockstep {
namespace {

// Users that nobody has. Each runner takes one of its own, so that two never share what the kernel
// counts for a user.
constexpr int kFirstUser = 1'800'000'000;
constexpr int kUsers = 1 << 22;

// Whether this process is root and numbers of other users mean something here.
bool may_change_user() {
  if (::geteuid() != 0) return false;
  std::ifstream map("/proc/self/uid_map");
  unsigned long inside = 0;
  unsigned long outside = 0;
  unsigned long count = 0;
  while (map >> inside >> outside >> count) {
    if (inside <= kFirstUser && inside + count >= kFirstUser + kUsers) return true;
  }
  return false;
}

// Why bubblewrap cannot make the box, or "".
std::string trouble_with_namespaces(int user) {
  Command command = boxed({"/usr/bin/true"}, "/usr/bin/true", true);
  command.prepare = [user] { return become_user(user); };
  command.wall_limit = std::chrono::seconds(20);
  try {
    const Finished finished = run(command);
    if (finished.ok()) return "";
    const std::string said = finished.output.at(2);
    return said.empty() ? "it does not start" : said.substr(0, said.find('\n'));
  } catch (const std::system_error& e) {
    return e.what();
  }
}

}  // namespace

Layers find_layers(const std::set<std::string>& without) {
  for (const std::string& name : without) {
    if (name != "namespaces" && name != "own_user" && name != "cgroup") {
      throw std::runtime_error("there is no layer \"" + name + "\"");
    }
  }
  Layers layers;
  const auto lacks = [&](bool& layer, const std::string& words) {
    layer = false;
    layers.missing.push_back(words);
  };
  const auto refused = [&](const char* name) { return without.contains(name); };
  if (refused("own_user") || !may_change_user()) {
    lacks(layers.own_user, "own user: student code runs as the user who runs the grader");
  } else {
    layers.user = kFirstUser + ::getpid() % kUsers;
  }
  const std::string trouble =
      refused("namespaces") ? "turned off" : trouble_with_namespaces(layers.user);
  if (!trouble.empty()) {
    lacks(layers.namespaces, "namespaces: student code sees the machine's processes, files and "
                             "network devices, and only system call filters keep it away (" +
                                 trouble + ")");
  }
  if (refused("cgroup")) layers.cgroup = false;
  const int now = ::personality(0xffffffff);
  if (now == -1 || ::personality(static_cast<unsigned>(now)) == -1) {
    lacks(layers.fixed_addresses, "fixed addresses: personality() is refused");
  }
  return layers;
}

}  // namespace lockstep
