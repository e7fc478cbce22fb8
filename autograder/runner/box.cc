// SPDX-License-Identifier: MIT
#include "autograder/runner/box.h"

namespace lockstep {
namespace {

constexpr char kShm[] = "4194304";  // bytes
constexpr char kTmp[] = "8388608";

std::vector<std::string> options(const std::string& program, bool programs, bool filtered) {
  std::vector<std::string> all = {
      "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session",
      // A root in a user namespace would otherwise keep its capabilities.
      "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL",
      "--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64",
      "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
      "--proc", "/proc", "--dev", "/dev",
      "--size", kShm, "--tmpfs", "/dev/shm", "--size", kTmp, "--tmpfs", "/tmp",
      "--ro-bind", program, kProgramInside};
  const auto add = [&](std::vector<std::string> more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  if (programs) add({"--ro-bind", "/usr/bin", "/usr/bin", "--symlink", "usr/bin", "/bin"});
  // The folders that bubblewrap makes itself are writable and have no size.
  add({"--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"});
  if (filtered) add({"--add-seccomp-fd", std::to_string(kFilterFd)});
  return all;
}

}  // namespace

Command boxed(std::vector<std::string> argv, const std::string& program, bool programs,
              const std::string& filter) {
  Command command;
  argv.front() = kProgramInside;
  command.argv = {"/usr/bin/bwrap", "--args", std::to_string(kOptionsFd), "--"};
  command.argv.insert(command.argv.end(), argv.begin(), argv.end());
  std::string given;
  for (const std::string& option : options(program, programs, !filter.empty())) {
    given += option + '\0';
  }
  command.input[kOptionsFd] = given;
  if (!filter.empty()) command.input[kFilterFd] = filter;
  return command;
}

}  // namespace lockstep
