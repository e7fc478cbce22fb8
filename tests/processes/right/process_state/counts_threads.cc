// C streams. Lists no folder for the state of a process whose leader lives alone: the line says how
// many threads there are.
// SPDX-License-Identifier: MIT
#include "lessons/processes/process_state.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>

namespace lockstep {
namespace {

struct Text {
  char bytes[2000];
  std::size_t size;
};

// False when there is no such thread.
bool read_file(const std::string& path, Text& text) {
  FILE* const file = std::fopen(path.c_str(), "r");
  if (file == nullptr) {
    if (errno == ENOENT || errno == ESRCH) return false;
    throw std::system_error(errno, std::generic_category(), path);
  }
  text.size = std::fread(text.bytes, 1, sizeof text.bytes - 1, file);
  std::fclose(file);
  text.bytes[text.size] = '\0';
  return text.size > 0;
}

// A letter and the number of threads in a line of a stat file.
struct Line {
  char letter = 'X';
  long threads = 0;
};

Line parse(const Text& text) {
  Line line;
  std::size_t at = text.size;
  while (at > 0 && text.bytes[at - 1] != ')') --at;
  if (at == 0) return line;
  std::sscanf(text.bytes + at,
              " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld",
              &line.letter, &line.threads);
  return line;
}

// Calls the function with the folder of each thread. False when there is no such process.
template <class Function>
bool each_thread(pid_t process, const Function& function) {
  const std::string folder = "/proc/" + std::to_string(process) + "/task/";
  struct Folder {
    DIR* open;
    ~Folder() {
      if (open != nullptr) ::closedir(open);
    }
  } const list = {::opendir(folder.c_str())};
  if (list.open == nullptr) {
    if (errno == ENOENT || errno == ESRCH) return false;
    throw std::system_error(errno, std::generic_category(), folder);
  }
  bool any = false;
  for (dirent* entry = ::readdir(list.open); entry != nullptr; entry = ::readdir(list.open)) {
    if (entry->d_name[0] == '.') continue;
    any = true;
    function(folder + entry->d_name);
  }
  return any;
}

int rank_of(char letter) {
  if (std::strchr("ZX", letter) != nullptr) return 0;
  if (std::strchr("Tt", letter) != nullptr) return 1;
  return letter == 'R' ? 3 : 2;
}

}  // namespace

ProcessState process_state(pid_t process) {
  for (;;) {
    Text text;
    if (!read_file("/proc/" + std::to_string(process) + "/stat", text)) return ProcessState::kGone;
    const Line leader = parse(text);
    int rank = rank_of(leader.letter);
    if (leader.threads > 1) {
      each_thread(process, [&](const std::string& thread) {
        Text own;
        if (rank < 3 && read_file(thread + "/stat", own)) {
          rank = std::max(rank, rank_of(parse(own).letter));
        }
      });
    }
    if (rank == 3) return ProcessState::kRunnable;
    if (rank == 2) return ProcessState::kBlocked;
    if (rank == 1) return ProcessState::kStopped;
    if (leader.threads <= 1) return ProcessState::kZombie;
  }
}

std::optional<ProcessorTime> processor_time(pid_t process) {
  long long running = 0, ready = 0, turns = 0;
  bool any = false;
  each_thread(process, [&](const std::string& thread) {
    Text text;
    if (!read_file(thread + "/schedstat", text)) return;
    any = true;
    long long a = 0, b = 0, c = 0;
    std::sscanf(text.bytes, "%lld %lld %lld", &a, &b, &c);
    running += a;
    ready += b;
    turns += c;
  });
  if (!any) return std::nullopt;
  return ProcessorTime{std::chrono::nanoseconds(running), std::chrono::nanoseconds(ready), turns};
}

}  // namespace lockstep
