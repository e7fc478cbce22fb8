// SPDX-License-Identifier: MIT
// What /proc says of a process.
#ifndef TESTS_IO_MODELS_PROC_H_
#define TESTS_IO_MODELS_PROC_H_

#include <dirent.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "autograder/process/order.h"

namespace lockstep {

// What the line of /proc/<pid>/<file> says that begins with this word; "" when there is none.
inline std::string in_proc(pid_t process, const std::string& file, const std::string& word) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/" + file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(word + ":\t")) return line.substr(word.size() + 2);
  }
  return "";
}

inline long number_in_proc(pid_t process, const std::string& file, const std::string& word,
                           int base = 10) {
  const std::string text = in_proc(process, file, word);
  return text.empty() ? -1 : std::stol(text, nullptr, base);
}

// The mode of a descriptor, as open() and fcntl() know it.
inline int mode_of(pid_t process, int fd) {
  return static_cast<int>(number_in_proc(process, "fdinfo/" + std::to_string(fd), "flags", 8));
}

// How often its first thread has gone to sleep.
inline long pauses_of(pid_t process) {
  return number_in_proc(process, "status", "voluntary_ctxt_switches");
}

// How long its first thread has run, in nanoseconds.
inline long run_time_of(pid_t process) {
  long time = 0;
  std::ifstream("/proc/" + std::to_string(process) + "/schedstat") >> time;
  return time;
}

// The numbers of the calls in which its threads are, by thread; those of threads that run are left
// out, and so is ThreadSanitizer's helper. -1: none, or one that cannot be told.
inline std::map<pid_t, long> calls_of_threads(pid_t process) {
  std::map<pid_t, long> calls;
  const std::string folder = "/proc/" + std::to_string(process) + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  while (const dirent* const entry = open ? ::readdir(open.get()) : nullptr) {
    const std::string name = entry->d_name;
    long call = -1;
    if (name[0] == '.' || !(std::ifstream(folder + "/" + name + "/syscall") >> call)) continue;
    const pid_t thread = std::stoi(name);
    if (thread == process || call != SYS_nanosleep) calls[thread] = call;
  }
  return calls;
}

// Waits until it has so many threads. What is left of threads that have been joined is gone, and
// the helper asleep again, in a moment. False when it keeps more or fewer.
inline bool has_threads(pid_t process, std::size_t expected) {
  for (int looks = 0; looks < 300; ++looks) {
    if (calls_of_threads(process).size() == expected) return true;
    ::poll(nullptr, 0, 1);
  }
  return false;
}

// Whether a number of calls_of_threads() is that of a pause.
inline bool is_pause(long call) { return call == SYS_clock_nanosleep || call == SYS_nanosleep; }

// The call in which its first thread sleeps; -1 when it does not.
inline long call_of(pid_t process) {
  const auto calls = calls_of_threads(process);
  const auto call = calls.find(process);
  return call == calls.end() ? -1 : call->second;
}

// Patience with a process that sleeps for a while again and again. It is measured by what the
// process does, so a busy machine makes it longer.
class Patience {
 public:
  Patience(pid_t process, int pauses)
      : process_(process),
        pauses_(pauses_of(process) + pauses),
        run_time_(run_time_of(process) + kRunTime) {}

  // Whether it has gone to sleep so often.
  bool paused() const { return pauses_of(process_) >= pauses_; }

  // Whether it has, or never will: it has ended, it runs and runs, or it waits for something.
  bool over() {
    const long before = std::exchange(last_, pauses_of(process_));
    if (last_ >= pauses_ || !is_running(process_)) return true;
    waits_ = last_ == before && waits() ? waits_ + 1 : 0;
    return run_time_of(process_) > run_time_ || waits_ > kWaits;
  }

 private:
  static constexpr long kRunTime = 200'000'000;
  // Looks. A call that waits for nobody may take a while, such as one that needs a larger table of
  // descriptors.
  static constexpr int kWaits = 300;

  bool waits() const {
    const long call = call_of(process_);
    return call >= 0 && !is_pause(call);
  }

  const pid_t process_;
  const long pauses_;
  const long run_time_;
  long last_ = -1;
  int waits_ = 0;
};

inline void put_byte(int fd) {
  const char byte = 's';
  while (::write(fd, &byte, 1) < 0 && errno == EINTR) continue;
}

}  // namespace lockstep

#endif  // TESTS_IO_MODELS_PROC_H_
