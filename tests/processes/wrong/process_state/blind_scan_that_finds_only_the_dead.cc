// expect: wrong result in ProcessState.ThreadsThatFollowOneAnother
// A dead leader and no other thread that could be read count as a zombie: the threads that were
// listed may have ended while new ones began, and the process lives.
// SPDX-License-Identifier: MIT
#include "lessons/processes/process_state.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

constexpr int kMany = 1000;

[[noreturn]] void refuse(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

bool has_ended(int error) { return error == ENOENT || error == ESRCH; }

// Empty when what it tells of has ended.
std::optional<std::string> contents(const std::string& path) {
  int descriptor;
  do {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor == -1 && errno == EINTR);
  if (descriptor == -1) {
    if (has_ended(errno)) return std::nullopt;
    refuse(errno, path);
  }
  std::string text;
  char buffer[1024];
  while (true) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count > 0) {
      text.append(buffer, static_cast<size_t>(count));
      continue;
    }
    const int error = count == 0 ? 0 : errno;
    if (error == EINTR) continue;
    ::close(descriptor);
    if (error == 0) return text;
    if (has_ended(error)) return std::nullopt;
    refuse(error, path);
  }
}

std::string of(pid_t process) { return "/proc/" + std::to_string(process); }

struct Stat {
  char letter = 'X';
  long threads = 0;
};

std::optional<Stat> stat_of(const std::string& directory) {
  const std::optional<std::string> text = contents(directory + "/stat");
  if (!text.has_value()) return std::nullopt;
  const size_t name_end = text->rfind(')');  // only numbers come behind the name
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text->substr(name_end + 1));
  Stat stat;
  fields >> stat.letter;
  std::string skipped;
  for (int field = 4; field < 20; ++field) fields >> skipped;
  fields >> stat.threads;
  return stat;
}

// The directories of the threads.
std::vector<std::string> threads_of(pid_t process) {
  const std::string path = of(process) + "/task";
  DIR* opened;
  do {
    opened = ::opendir(path.c_str());
  } while (opened == nullptr && errno == EINTR);
  if (opened == nullptr) {
    if (has_ended(errno)) return {};
    refuse(errno, path);
  }
  const auto close = [](DIR* directory) { ::closedir(directory); };
  const std::unique_ptr<DIR, decltype(close)> directory(opened, close);
  std::vector<std::string> threads;
  while (true) {
    errno = 0;
    const dirent* const entry = ::readdir(directory.get());
    if (entry == nullptr) {
      if (errno == EINTR) continue;
      if (errno != 0 && !has_ended(errno)) refuse(errno, path);
      return threads;
    }
    if (entry->d_name[0] != '.') threads.push_back(path + "/" + entry->d_name);
  }
}

// That /proc does not know it is the truth when the kernel does not either.
bool is_gone(pid_t process) {
  if (process <= 0) return true;
  if (stat_of(of(process)).has_value()) return false;
  if (::kill(process, 0) == -1 && errno == ESRCH) return true;
  // It may have been collected between the two; if it is there again, /proc is the problem.
  if (stat_of(of(process)).has_value()) return false;
  if (::kill(process, 0) == -1 && errno == ESRCH) return true;
  refuse(ENOENT, of(process));
}

}  // namespace

ProcessState process_state(pid_t process) {
  if (process <= 0) return ProcessState::kGone;
  for (int round = 0;; ++round) {
    const std::vector<std::string> threads = threads_of(process);
    size_t blocked = 0;
    size_t stopped = 0;
    size_t lost = 0;
    for (const std::string& thread : threads) {
      const std::optional<Stat> stat = stat_of(thread);
      if (!stat.has_value()) {
        ++lost;
        continue;
      }
      switch (stat->letter) {
        case 'R':
          return ProcessState::kRunnable;
        case 'T':
        case 't':
          ++stopped;
          break;
        case 'Z':
        case 'X':
        case 'x':
          break;
        default:
          ++blocked;
      }
    }
    const std::optional<Stat> whole = stat_of(of(process));
    if (!whole.has_value()) {
      if (is_gone(process)) return ProcessState::kGone;
      continue;
    }
    // Threads that came or went meanwhile are a reason to look again, for a while.
    const bool quiet = lost == 0 && whole->threads <= static_cast<long>(threads.size());
    if (quiet || round >= 20) {
      if (blocked > 0) return ProcessState::kBlocked;
      if (stopped > 0) return ProcessState::kStopped;
    }
    if (whole->letter == 'Z' && blocked + stopped == 0) return ProcessState::kZombie;
    // All of them are zombies that are not collected, as those of a debugger.
    if (whole->letter == 'Z' && quiet && blocked + stopped == 0 && round >= 20) {
      return ProcessState::kZombie;
    }
    // Whoever ends or begins all the time runs.
    if (round >= kMany) return ProcessState::kRunnable;
  }
}

std::optional<ProcessorTime> processor_time(pid_t process) {
  if (process <= 0) return std::nullopt;
  for (int round = 0;; ++round) {
    const std::vector<std::string> threads = threads_of(process);
    ProcessorTime sum;
    size_t seen = 0;
    for (const std::string& thread : threads) {
      const std::optional<std::string> text = contents(thread + "/schedstat");
      if (!text.has_value()) continue;
      std::istringstream numbers(*text);
      std::int64_t running = 0;
      std::int64_t ready = 0;
      std::int64_t turns = 0;
      if (!(numbers >> running >> ready >> turns)) continue;
      ++seen;
      sum.running += std::chrono::nanoseconds(running);
      sum.ready += std::chrono::nanoseconds(ready);
      sum.turns += turns;
    }
    const std::optional<Stat> whole = stat_of(of(process));
    if (!whole.has_value()) {
      if (is_gone(process)) return std::nullopt;
      continue;
    }
    const bool quiet = seen == threads.size() && whole->threads <= static_cast<long>(seen);
    if (seen > 0 && (quiet || round >= 20)) return sum;
    if (round >= kMany) refuse(ENOENT, of(process) + "/task/*/schedstat");
  }
}

}  // namespace lockstep
