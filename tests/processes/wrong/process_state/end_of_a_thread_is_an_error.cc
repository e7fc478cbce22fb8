// expect: wrong result in ProcessState.ThreadsComeAndGo
// A thread that ended between the folder and its file is an error.
// SPDX-License-Identifier: MIT
#include "lessons/processes/process_state.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

bool means_gone(int error) { return error == ENOENT || error == ESRCH; }

[[noreturn]] void throw_error(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

std::string folder_of(pid_t process) { return "/proc/" + std::to_string(process) + "/task"; }

std::vector<std::string> threads_of(pid_t process) {
  std::vector<std::string> threads;
  DIR* const folder = ::opendir(folder_of(process).c_str());
  if (folder == nullptr) {
    if (means_gone(errno)) return threads;
    throw_error(errno, folder_of(process));
  }
  while (const dirent* entry = ::readdir(folder)) {
    if (entry->d_name[0] != '.') threads.emplace_back(entry->d_name);
  }
  ::closedir(folder);
  return threads;
}

std::optional<std::string> file_of(pid_t process, const std::string& thread, const char* name) {
  const std::string path = folder_of(process) + "/" + thread + "/" + name;
  int fd;
  while ((fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) < 0 && errno == EINTR) continue;
  if (fd < 0) {
    throw_error(errno, path);
  }
  char text[1024];
  ssize_t size;
  while ((size = ::read(fd, text, sizeof text)) < 0 && errno == EINTR) continue;
  const int error = errno;
  ::close(fd);
  if (size < 0 && !means_gone(error)) throw_error(error, path);
  if (size <= 0) return std::nullopt;
  return std::string(text, static_cast<std::size_t>(size));
}

char letter_of(pid_t process, const std::string& thread) {
  const std::optional<std::string> stat = file_of(process, thread, "stat");
  if (!stat) return 'X';
  const std::size_t end_of_name = stat->rfind(") ");
  return end_of_name == std::string::npos ? 'X' : (*stat)[end_of_name + 2];
}

}  // namespace

ProcessState process_state(pid_t process) {
  for (;;) {
    const std::vector<std::string> threads = threads_of(process);
    int blocked = 0, stopped = 0, ended = 0;
    for (const std::string& thread : threads) {
      switch (letter_of(process, thread)) {
        case 'R':
          return ProcessState::kRunnable;
        case 'T':
        case 't':
          ++stopped;
          break;
        case 'Z':
        case 'X':
          ++ended;
          break;
        default:
          ++blocked;
      }
    }
    if (blocked > 0) return ProcessState::kBlocked;
    if (stopped > 0) return ProcessState::kStopped;
    if (threads.empty()) return ProcessState::kGone;
    if (threads.size() == 1 && ended == 1 && letter_of(process, threads.front()) == 'Z') {
      return ProcessState::kZombie;
    }
  }
}

std::optional<ProcessorTime> processor_time(pid_t process) {
  std::optional<ProcessorTime> sum;
  for (const std::string& thread : threads_of(process)) {
    const std::optional<std::string> text = file_of(process, thread, "schedstat");
    if (!text) continue;
    if (!sum) sum.emplace();
    char* next = nullptr;
    sum->running += std::chrono::nanoseconds(std::strtoll(text->c_str(), &next, 10));
    sum->ready += std::chrono::nanoseconds(std::strtoll(next, &next, 10));
    sum->turns += std::strtoll(next, nullptr, 10);
  }
  return sum;
}

}  // namespace lockstep
