// SPDX-License-Identifier: MIT
#include "autograder/base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// The child's side and our side of each descriptor that is passed on.
struct Pipe {
  int child_fd;
  Fd child_end;
  Fd our_end;
};

Pipe make_pipe(int child_fd, bool child_reads) {
  int ends[2];
  check("pipe", ::pipe2(ends, O_CLOEXEC));
  // Ends above every descriptor of the child's, so that placing one never overwrites another.
  for (int& end : ends) {
    const int high = check("fcntl", ::fcntl(end, F_DUPFD_CLOEXEC, 64));
    ::close(end);
    end = high;
  }
  if (child_reads) return {child_fd, Fd(ends[0]), Fd(ends[1])};
  check("fcntl", ::fcntl(ends[0], F_SETFL, O_NONBLOCK));
  return {child_fd, Fd(ends[1]), Fd(ends[0])};
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (const std::string& s : strings) out.push_back(const_cast<char*>(s.c_str()));
  out.push_back(nullptr);
  return out;
}

// Between fork and exec: async-signal-safe calls only. On failure writes errno to `report`, ends.
[[noreturn]] void become(const Command& command, const std::vector<Pipe>& pipes, char* const* argv,
                         char* const* environment, int null_fd, int report) {
  if (command.interrupted_with_us) {
    ::prctl(PR_SET_PDEATHSIG, SIGINT);
  } else {
    ::setpgid(0, 0);
  }
  for (int fd = 0; fd <= 2; ++fd) ::dup2(null_fd, fd);
  for (const Pipe& pipe : pipes) ::dup2(pipe.child_end.get(), pipe.child_fd);
  if (command.cpu_seconds > 0) {
    const rlimit limit{static_cast<rlim_t>(command.cpu_seconds),
                       static_cast<rlim_t>(command.cpu_seconds)};
    ::setrlimit(RLIMIT_CPU, &limit);
  }
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (command.fixed_addresses) ::personality(ADDR_NO_RANDOMIZE);
  int error = command.prepare ? command.prepare() : 0;
  if (error == 0) {
    if (command.working_folder.empty() || ::chdir(command.working_folder.c_str()) == 0) {
      ::execve(argv[0], argv, environment);
    }
    error = errno;
  }
  [[maybe_unused]] const auto n = ::write(report, &error, sizeof error);
  ::_exit(127);
}

// Reads once; returns false at the end of the output, and when nothing is there for now.
bool drain(const Command& command, Pipe& pipe, Finished& finished) {
  std::string& kept = finished.output[pipe.child_fd];
  char buffer[65536];
  const ssize_t n = ::read(pipe.our_end.get(), buffer, sizeof buffer);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return errno == EINTR;
  if (n <= 0) {
    pipe.our_end.reset();
    return false;
  }
  finished.written[pipe.child_fd] += static_cast<std::size_t>(n);
  const std::size_t most = command.output.at(pipe.child_fd);
  kept.append(buffer, std::min(static_cast<std::size_t>(n), most - std::min(most, kept.size())));
  if (pipe.child_fd == 2 && command.on_error_output) {
    command.on_error_output({buffer, static_cast<std::size_t>(n)});
  }
  return true;
}

// Collects outputs until the child has ended or must be ended.
void collect(const Command& command, int child, std::vector<Pipe>& pipes,
             Clock::time_point deadline, Finished& finished) {
  auto next_look = Clock::now() + command.watch_interval;
  for (;;) {
    std::vector<pollfd> polled = {{child, POLLIN, 0}};
    for (const Pipe& pipe : pipes) polled.push_back({pipe.our_end.get(), POLLIN, 0});
    const auto until = command.watch ? std::min(deadline, next_look) : deadline;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    finished.wall_limit_hit = Clock::now() >= deadline;
    if (finished.wall_limit_hit) return;
    const int timeout = static_cast<int>(std::clamp<long long>(left.count(), 0, 1 << 30));
    if (::poll(polled.data(), polled.size(), timeout) < 0 && errno != EINTR) check("poll", -1);
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (polled[i + 1].revents != 0) drain(command, pipes[i], finished);
    }
    if (polled[0].revents != 0) return;
    if (!command.watch || Clock::now() < next_look) continue;
    finished.ended_by_watch = command.watch(finished);
    if (finished.ended_by_watch) return;
    next_look = Clock::now() + command.watch_interval;
  }
}

// Takes the child's status. Kills its process group: what it left behind, or, after the deadline,
// all of it.
void reap(const Command& command, pid_t child, Finished& finished) {
  if (!command.interrupted_with_us) {
    ::kill(-child, SIGKILL);
  } else if (finished.wall_limit_hit || finished.ended_by_watch) {
    ::kill(child, SIGKILL);
  }
  rusage usage{};
  int status = 0;
  while (::wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) check("wait4", -1);
  }
  if (WIFEXITED(status)) finished.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) finished.signal = WTERMSIG(status);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
  finished.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void give_input(const Command& command, std::vector<Pipe>& inputs) {
  for (Pipe& pipe : inputs) {
    const std::string& text = command.input.at(pipe.child_fd);
    check("write to child", ::write(pipe.our_end.get(), text.data(), text.size()));
    pipe.our_end.reset();
  }
}

}  // namespace

Finished run(const Command& command) {
  const auto deadline = Clock::now() + command.wall_limit;
  std::vector<Pipe> pipes;
  for (const auto& [fd, text] : command.input) pipes.push_back(make_pipe(fd, true));
  give_input(command, pipes);
  for (const auto& [fd, most] : command.output) pipes.push_back(make_pipe(fd, false));
  Pipe report = make_pipe(-1, false);
  const Fd null_fd(check("open /dev/null", ::open("/dev/null", O_RDWR | O_CLOEXEC)));
  const std::vector<char*> argv = pointers(command.argv);
  const std::vector<char*> environment = pointers(command.environment);

  const pid_t child = check("fork", ::fork());
  if (child == 0) {
    become(command, pipes, argv.data(), environment.data(), null_fd.get(), report.child_end.get());
  }
  if (!command.interrupted_with_us) ::setpgid(child, child);
  report.child_end.reset();
  std::erase_if(pipes, [&](const Pipe& pipe) { return command.input.contains(pipe.child_fd); });
  for (Pipe& pipe : pipes) pipe.child_end.reset();
  int error = 0;
  check("fcntl", ::fcntl(report.our_end.get(), F_SETFL, 0));
  if (::read(report.our_end.get(), &error, sizeof error) == sizeof error) {
    ::waitpid(child, nullptr, 0);
    throw std::system_error(error, std::generic_category(), "start " + command.argv[0]);
  }
  Finished finished;
  for (const auto& [fd, most] : command.output) finished.output[fd];
  const Fd child_fd(check("pidfd_open", static_cast<int>(::syscall(SYS_pidfd_open, child, 0))));
  collect(command, child_fd.get(), pipes, deadline, finished);
  reap(command, child, finished);
  for (Pipe& pipe : pipes) {
    // A pipe holds 64 KiB; somebody who goes on writing into it is not listened to for ever.
    for (int i = 0; i < 16 && drain(command, pipe, finished); ++i) {
    }
  }
  return finished;
}

std::vector<std::string> plain_environment() {
  std::vector<std::string> out;
  for (const char* name : {"PATH", "HOME", "TERM", "LANG", "USER", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) out.push_back(std::string(name) + "=" + value);
  }
  return out;
}

}  // namespace lockstep
