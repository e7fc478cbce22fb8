// C++ throughout: std::filesystem for the threads, std::ifstream for "State:" in their status,
// where a new line in a name is written as \n.
// SPDX-License-Identifier: MIT
#include "lessons/processes/process_state.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

namespace fs = std::filesystem;

bool gone(const std::error_code& error) {
  return error == std::errc::no_such_process || error == std::errc::no_such_file_or_directory;
}

std::vector<fs::path> threads_of(pid_t process) {
  std::vector<fs::path> threads;
  std::error_code error;
  fs::directory_iterator at("/proc/" + std::to_string(process) + "/task", error);
  while (!error && at != fs::directory_iterator()) {
    threads.push_back(at->path());
    at.increment(error);
  }
  if (error && !gone(error)) throw std::system_error(error);
  return threads;
}

std::optional<std::string> text_of(const fs::path& path) {
  errno = 0;
  std::ifstream file(path);
  const std::error_code error(errno, std::generic_category());
  if (!file.is_open()) {
    if (gone(error)) return std::nullopt;
    throw std::system_error(error, path);
  }
  std::ostringstream text;
  text << file.rdbuf();
  if (text.str().empty()) return std::nullopt;
  return text.str();
}

char state_in(const std::string& status) {
  std::istringstream lines(status);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("State:")) return line[line.find_first_not_of(" \t", 6)];
  }
  return 'X';
}

// How many threads have which letter; '-' stands for those that went meanwhile.
std::map<char, int> letters_of(pid_t process) {
  std::map<char, int> letters;
  for (const fs::path& thread : threads_of(process)) {
    const auto status = text_of(thread / "status");
    ++letters[status ? state_in(*status) : '-'];
  }
  return letters;
}

}  // namespace

ProcessState process_state(pid_t process) {
  while (true) {
    std::map<char, int> letters = letters_of(process);
    if (letters.empty()) return ProcessState::kGone;
    if (letters.contains('R')) return ProcessState::kRunnable;
    for (const auto& [letter, count] : letters) {
      if (std::string("TtZX-").find(letter) == std::string::npos) return ProcessState::kBlocked;
    }
    if (letters.contains('T') || letters.contains('t')) return ProcessState::kStopped;
    if (letters == std::map<char, int>{{'Z', 1}}) return ProcessState::kZombie;
  }
}

std::optional<ProcessorTime> processor_time(pid_t process) {
  ProcessorTime sum;
  bool any = false;
  for (const fs::path& thread : threads_of(process)) {
    const auto text = text_of(thread / "schedstat");
    std::istringstream numbers(text.value_or(""));
    std::int64_t running, ready, turns;
    if (!(numbers >> running >> ready >> turns)) continue;
    any = true;
    sum.running += std::chrono::nanoseconds(running);
    sum.ready += std::chrono::nanoseconds(ready);
    sum.turns += turns;
  }
  if (!any) return std::nullopt;
  return sum;
}

}  // namespace lockstep
