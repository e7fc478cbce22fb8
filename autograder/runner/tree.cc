// SPDX-License-Identifier: MIT
#include "autograder/runner/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <sstream>

#include "autograder/base/fd.h"

namespace lockstep {
namespace {

// What a `stat` of /proc says behind the name, which may hold anything: the state, then numbers. ""
// when there is no such process or thread.
std::string behind_name(const std::string& stat) {
  const auto end = stat.rfind(") ");
  return end == std::string::npos ? "" : stat.substr(end + 2);
}

// [0] is the state.
std::vector<std::string> stat_fields(pid_t process) {
  std::istringstream rest(behind_name(proc_file(process, "stat")));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  return fields;
}

}  // namespace

std::string proc_file(pid_t process, const std::string& name) {
  const std::string path = "/proc/" + std::to_string(process) + "/" + name;
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return "";
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = ::read(file.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  return text;
}

std::vector<pid_t> threads_of(pid_t process) {
  const std::string path = "/proc/" + std::to_string(process) + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  std::vector<pid_t> threads;
  if (!folder) return threads;
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] != '.') threads.push_back(std::atoi(entry->d_name));
  }
  return threads;
}

char thread_state(pid_t process, pid_t thread) {
  const std::string fields =
      behind_name(proc_file(process, "task/" + std::to_string(thread) + "/stat"));
  return fields.empty() ? 0 : fields[0];
}

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  for (const pid_t thread : threads_of(process)) {
    std::istringstream list(proc_file(process, "task/" + std::to_string(thread) + "/children"));
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

std::vector<pid_t> descendants(int above) {
  std::vector<pid_t> level = {::getpid()};
  std::vector<pid_t> all;
  for (int depth = 0; !level.empty(); ++depth) {
    std::vector<pid_t> next;
    for (const pid_t process : level) {
      const std::vector<pid_t> children = children_of(process);
      next.insert(next.end(), children.begin(), children.end());
    }
    if (depth >= above) all.insert(all.end(), next.begin(), next.end());
    level = std::move(next);
  }
  return all;
}

TreeUse use_of(const std::vector<pid_t>& processes) {
  static const double tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  static const long page = ::sysconf(_SC_PAGESIZE);
  constexpr std::size_t kUser = 11;  // utime, stime, cutime, cstime follow each other
  constexpr std::size_t kThreads = 17;
  constexpr std::size_t kResident = 21;
  TreeUse use;
  for (const pid_t process : processes) {
    const std::vector<std::string> fields = stat_fields(process);
    if (fields.size() <= kResident) continue;
    for (std::size_t i = kUser; i < kUser + 4; ++i) use.cpu_seconds += tick * std::stod(fields[i]);
    use.tasks += std::stoi(fields[kThreads]);
    use.resident_bytes += page * std::stol(fields[kResident]);
  }
  return use;
}

}  // namespace lockstep
