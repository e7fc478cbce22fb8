// SPDX-License-Identifier: MIT
#include "autograder/runner/cgroup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

namespace lockstep {
namespace {

namespace fs = std::filesystem;

bool write_to(const fs::path& file, const std::string& text) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  return fd && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// The group that this process is in, for each controller; "" is version 2.
std::map<std::string, std::string> own_groups() {
  std::map<std::string, std::string> groups;
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    std::istringstream names(line.substr(first + 1, second - first - 1));
    const std::string path = line.substr(second + 1);
    if (second == first + 1) groups[""] = path;
    for (std::string name; std::getline(names, name, ',');) groups[name] = path;
  }
  return groups;
}

}  // namespace

Cgroup::Cgroup(const Allowance& allowance) {
  const std::string bytes = std::to_string(allowance.memory_mb * (1L << 20));
  const std::string tasks = std::to_string(hard_limit(allowance));
  const auto groups = own_groups();
  const fs::path root = "/sys/fs/cgroup";
  if (const auto v2 = groups.find(""); v2 != groups.end()) {
    const fs::path parent = root.string() + v2->second;
    // Fails without harm where it is on already, or not ours to turn on.
    write_to(parent / "cgroup.subtree_control", "+memory +pids");
    limits_memory_ = make(parent, "memory.max", bytes);
    if (limits_memory_) write_to(groups_.back() / "memory.swap.max", "0");
    limits_tasks_ = make(parent, "pids.max", tasks);
  }
  if (const auto v1 = groups.find("memory"); v1 != groups.end() && !limits_memory_) {
    limits_memory_ = make(root.string() + "/memory" + v1->second, "memory.limit_in_bytes", bytes);
  }
  if (const auto v1 = groups.find("pids"); v1 != groups.end() && !limits_tasks_) {
    limits_tasks_ = make(root.string() + "/pids" + v1->second, "pids.max", tasks);
  }
}

Cgroup::~Cgroup() {
  entrances_.clear();
  for (const fs::path& group : groups_) {
    // The kernel may need a moment to forget the last process.
    for (int i = 0; i < 100 && ::rmdir(group.c_str()) != 0 && errno == EBUSY; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

bool Cgroup::make(const fs::path& parent, const std::string& file, const std::string& limit) {
  const fs::path group = parent / ("lockstep-" + std::to_string(::getpid()));
  const bool made = ::mkdir(group.c_str(), 0755) == 0;
  if (!made && (groups_.empty() || groups_.back() != group)) return false;
  const Fd low(::open((group / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
  // Above every descriptor that a child is given: in a child those take the place of ours.
  Fd entrance(low ? ::fcntl(low.get(), F_DUPFD_CLOEXEC, 64) : -1);
  if (!entrance || !write_to(group / file, limit)) {
    if (made) ::rmdir(group.c_str());
    return false;
  }
  if (made) {
    groups_.push_back(group);
    entrances_.push_back(std::move(entrance));
  }
  return true;
}

int Cgroup::enter() const {
  for (const Fd& entrance : entrances_) {
    if (::write(entrance.get(), "0", 1) != 1) return errno;
  }
  return 0;
}

long Cgroup::count(const std::string& word, const std::vector<std::string>& files) const {
  long sum = 0;
  for (const fs::path& group : groups_) {
    for (const std::string& file : files) {
      std::ifstream events(group / file);
      std::string name;
      for (long number = 0; events >> name >> number;) sum += name == word ? number : 0;
    }
  }
  return sum;
}

long Cgroup::memory_kills() const {
  return count("oom_kill", {"memory.events", "memory.oom_control"});
}

long Cgroup::task_refusals() const { return count("max", {"pids.events"}); }

}  // namespace lockstep
