// SPDX-License-Identifier: MIT
#include "autograder/process/left_behind.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "autograder/harness/channel.h"
#include "autograder/process/core/trouble.h"
#include "autograder/process/no_trouble.h"

namespace lockstep::process {
namespace {

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return names;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

std::string link_of(const std::string& path) {
  char text[256];
  const ssize_t size = ::readlink(path.c_str(), text, sizeof text);
  return size < 0 ? "" : std::string(text, static_cast<std::size_t>(size));
}

bool is_ours(int fd) {
  if (fd == kReportFd) return true;
  return harness::supervised() && (fd == harness::kRecordFd || fd == harness::kRaceFd);
}

std::string mask() {
  sigset_t set;
  ::sigprocmask(SIG_BLOCK, nullptr, &set);
  std::string blocked;
  for (int signal = 1; signal < SIGRTMAX; ++signal) {
    if (::sigismember(&set, signal) == 1) blocked += std::to_string(signal) + " ";
  }
  return blocked;
}

// Without the flags that mean nothing: what the C library adds to whatever it sets (SA_RESTORER),
// and where there is no function to be run all but those on children.
std::string handler(int signal) {
  struct sigaction action = {};
  if (::sigaction(signal, nullptr, &action) != 0) return "";
  const bool is_function = action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
  const int meant = is_function ? ~0x04000000 : SA_NOCLDSTOP | SA_NOCLDWAIT;
  char text[64];
  std::snprintf(text, sizeof text, "%p %x", reinterpret_cast<void*>(action.sa_handler),
                static_cast<unsigned>(action.sa_flags & meant));
  return text;
}

// Lines of /proc/sysvipc/*, without the heading: key and id come first.
void add_sysv(Possessions& all, const char* kind) {
  std::ifstream lines(std::string("/proc/sysvipc/") + kind);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string key, id;
    words >> key >> id;
    all["System V " + std::string(kind) + " " + id] = "exists";
  }
}

// Outside of a jail these belong to everybody.
void add_what_the_jail_has(Possessions& all) {
  for (const char* folder : {"/tmp", "/dev/shm"}) {
    for (const std::string& name : names_in(folder)) {
      all["file " + std::string(folder) + "/" + name] = "exists";
    }
  }
  for (const char* kind : {"shm", "sem", "msg"}) add_sysv(all, kind);
}

std::string umask_of_this() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return std::to_string(mask);
}

}  // namespace

std::map<int, std::string> descriptors_of(pid_t process) {
  const NoTrouble aside;
  std::map<int, std::string> open;
  const std::string folder = "/proc/" + std::to_string(process) + "/fd";
  for (const std::string& name : names_in(folder)) {
    const int fd = std::atoi(name.c_str());
    // What listed the folder is among them, and gone.
    const std::string what = link_of(folder + "/" + name);
    if (!what.empty() && !is_ours(fd)) open[fd] = what;
  }
  return open;
}

Possessions possessions() {
  const NoTrouble aside;
  Possessions all;
  for (const auto& [fd, what] : descriptors_of(::getpid())) {
    all["descriptor " + std::to_string(fd)] = what;
  }
  if (harness::supervised()) add_what_the_jail_has(all);
  for (int signal = 1; signal < SIGRTMIN; ++signal) {
    all["handler of signal " + std::to_string(signal)] = handler(signal);
  }
  all["set of blocked signals"] = mask();
  all["session"] = std::to_string(::getsid(0));
  all["process group"] = std::to_string(::getpgrp());
  all["working directory"] = link_of("/proc/self/cwd");
  all["umask"] = umask_of_this();
  return all;
}

std::vector<std::string> left_behind(const Possessions& before, const Possessions& after) {
  std::vector<std::string> left;
  for (const auto& [what, now] : after) {
    const auto then = before.find(what);
    if (then == before.end()) {
      left.push_back(what + (now == "exists" ? " is left behind" : " (" + now + ") is still open"));
    } else if (then->second != now) {
      left.push_back("the " + what + " is not as it was before");
    }
  }
  for (const auto& [what, then] : before) {
    if (!after.contains(what)) left.push_back(what + " (" + then + ") is gone");
  }
  return left;
}

std::vector<std::string> children_left() {
  const NoTrouble aside;
  siginfo_t child = {};
  constexpr int kLook = WEXITED | WSTOPPED | WCONTINUED | WNOHANG | WNOWAIT;
  if (::waitid(P_ALL, 0, &child, kLook) != 0) return {};
  if (child.si_pid == 0) return {"a child still runs"};
  if (child.si_code == CLD_STOPPED) return {"a child is still there, stopped"};
  if (child.si_code == CLD_CONTINUED) return {"a child still runs"};
  return {"a child that has ended was not waited for: it stays as a zombie"};
}

}  // namespace lockstep::process
