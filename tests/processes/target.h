// SPDX-License-Identifier: MIT
// Processes to be looked at, of which all threads are known.
#ifndef TESTS_PROCESSES_TARGET_H_
#define TESTS_PROCESSES_TARGET_H_

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>

namespace lockstep {

// A child that runs the function, and that is ended by SIGKILL with this object. Its threads are
// those that the function makes: ThreadSanitizer gives each process that it sees made a thread of
// its own, which runs now and then, so this one it does not see.
class Target {
 public:
  explicit Target(const std::function<void()>& function, unsigned long flags = 0) {
    // Its own thread comes with the first one of a program: not in the target.
    std::thread([] {}).join();
    const pid_t parent = ::getpid();
    process_ = static_cast<pid_t>(::syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0));
    if (process_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);                       // a target of a target
    if (::getppid() != parent) ::syscall(SYS_exit_group, 0);  // which was ended before this line
    function();
    ::syscall(SYS_exit_group, 0);
  }
  ~Target() { end(); }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  pid_t process() const { return process_; }

  // Ends it and waits for it.
  void end() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) continue;
    process_ = 0;
  }

 private:
  pid_t process_ = 0;
};

// What the files of its threads in /proc say, by threads; not of one that is gone.
inline std::map<int, std::string> thread_files(pid_t process, const std::string& name) {
  std::map<int, std::string> texts;
  std::error_code gone;
  const std::string folder = "/proc/" + std::to_string(process) + "/task";
  for (const auto& thread : std::filesystem::directory_iterator(folder, gone)) {
    std::ifstream file(thread.path() / name);
    std::ostringstream text;
    text << file.rdbuf();  // a thread that ends just then is an error of the stream, which is kept
    if (!text.str().empty()) texts[std::stoi(thread.path().filename())] = text.str();
  }
  return texts;
}

// The letters of its threads: the first thread's, and then the others' in the order of the
// alphabet.
inline std::string letters_of(pid_t process) {
  std::string letters;
  for (const auto& [thread, stat] : thread_files(process, "stat")) {
    letters.insert(thread == process ? 0 : letters.size(), 1, stat[stat.rfind(") ") + 2]);
  }
  if (!letters.empty()) std::sort(letters.begin() + 1, letters.end());
  return letters;
}

// Waits until its threads have these letters.
inline void await_letters(pid_t process, const std::string& letters) {
  while (letters_of(process) != letters) ::poll(nullptr, 0, 1);
}

// Ends the calling thread and no other, also when it is the first of its process.
[[noreturn]] inline void end_this_thread() {
  for (;;) ::syscall(SYS_exit, 0);
}

// Runs for good.
[[noreturn]] inline void spin() {
  for (volatile int turn = 0;; turn = turn + 1) continue;
}

}  // namespace lockstep

#endif  // TESTS_PROCESSES_TARGET_H_
