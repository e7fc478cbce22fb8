// SPDX-License-Identifier: MIT
#include "autograder/runner/jail.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "autograder/base/check.h"
#include "autograder/harness/channel.h"
#include "autograder/runner/become_user.h"
#include "autograder/runner/box.h"
#include "autograder/runner/filter.h"
#include "autograder/runner/rings.h"
#include "autograder/runner/tree.h"
#include "autograder/runner/watch.h"

namespace lockstep {
namespace {

// Ends what is still there below this process and waits for it: the box's process 1 takes all of
// its namespace with it, and without a box orphans have come to us.
void end_all() {
  for (;;) {
    for (const pid_t process : descendants(0)) ::kill(process, SIGKILL);
    if (::waitpid(-1, nullptr, 0) < 0 && errno != EINTR) return;
  }
}

int load(const std::string& filter) {
  sock_fprog program{static_cast<unsigned short>(filter.size() / sizeof(sock_filter)),
                     reinterpret_cast<sock_filter*>(const_cast<char*>(filter.data()))};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? 0 : errno;
}

void set_limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const rlimit limit{soft, hard};
  ::setrlimit(resource, &limit);
}

// How often the control groups' limits were met.
struct KernelSaid {
  explicit KernelSaid(const Cgroup* group)
      : memory_kills(group ? group->memory_kills() : 0),
        task_refusals(group ? group->task_refusals() : 0) {}
  long memory_kills;
  long task_refusals;
};

// The limits of the kernel as reasons of the runner's.
void explain(JailEnd& end, bool boxed, const KernelSaid& said, const Allowance& allowance) {
  Finished& finished = end.finished;
  if (finished.wall_limit_hit) {
    end.stopped = Stopped::kWall;
    end.why = "it did not end within " + in_seconds(allowance.wall_seconds);
  }
  // bubblewrap passes a signal on as a shell does.
  constexpr int kSignalled = 128;
  if (boxed && finished.exit_code > kSignalled && finished.exit_code <= kSignalled + SIGRTMAX) {
    finished.signal = finished.exit_code - kSignalled;
    finished.exit_code = -1;
  }
  if (end.stopped != Stopped::kNot) return;
  if (said.task_refusals > 0) {
    end.stopped = Stopped::kLimit;
    end.why =
        "it had more than " + std::to_string(allowance.tasks) + " threads and processes at a time";
  } else if (finished.signal == SIGKILL && said.memory_kills > 0) {
    end.stopped = Stopped::kLimit;
    end.why = "it used more than " + std::to_string(allowance.memory_mb) + " MB of memory";
  } else if (finished.signal == SIGXFSZ) {
    end.stopped = Stopped::kLimit;
    end.why = "it wrote a file of more than " + std::to_string(allowance.file_mb) + " MB";
  } else if (finished.signal == SIGXCPU) {
    end.stopped = Stopped::kCpu;
    end.why = out_of_cpu(allowance);
  }
}

}  // namespace

Jail::Jail(const Allowance& allowance, Layers layers)
    : allowance_(allowance), layers_(std::move(layers)) {
  if (layers_.cgroup) cgroup_ = std::make_unique<Cgroup>(allowance);
  if (!cgroup_ || !cgroup_->limits_memory()) {
    layers_.missing.push_back("memory control group: the resident size is looked at every 10 ms");
  }
  if (!cgroup_ || !cgroup_->limits_tasks()) {
    layers_.missing.push_back("pids control group: threads are counted every 10 ms");
  }
  if (allowance.signals && !layers_.namespaces) {
    throw std::runtime_error(
        "this exercise lets processes send signals, and this machine refuses the namespaces that "
        "keep them from everybody else's processes");
  }
  if (allowance.io_uring) check_rings(layers_);
  outer_filter_ = outer_filter(allowance, layers_.namespaces);
  inner_filter_ = inner_filter(allowance);
  check("prctl", ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
}

std::string Jail::inside(const std::string& program) const {
  if (layers_.namespaces) return kProgramInside;
  const auto copy = std::ranges::find(copies_, program, &ReadableCopy::original);
  return copy == copies_.end() ? program : copy->path();
}

const std::string& Jail::readable(const std::string& program) {
  if (layers_.user < 0) return program;
  const auto found = std::ranges::find(copies_, program, &ReadableCopy::original);
  return found == copies_.end() ? copies_.emplace_back(program).path() : found->path();
}

// In the child, before it becomes bubblewrap or the program: async-signal-safe calls only.
void Jail::limit() const {
  const auto cpu = static_cast<rlim_t>(allowance_.cpu_seconds);
  const auto file = static_cast<rlim_t>(allowance_.file_mb) << 20;
  const auto files = static_cast<rlim_t>(allowance_.open_files);
  constexpr rlim_t kStack = 8 << 20;  // without a limit ThreadSanitizer would start itself again
  set_limit(RLIMIT_CPU, cpu + 1, cpu + 2);
  set_limit(RLIMIT_FSIZE, file, file);
  set_limit(RLIMIT_NOFILE, files, files);
  set_limit(RLIMIT_STACK, kStack, kStack);
  set_limit(RLIMIT_CORE, 0, 0);
  set_limit(RLIMIT_MEMLOCK, 1 << 20, 1 << 20);
  set_limit(RLIMIT_MSGQUEUE, 1 << 20, 1 << 20);
  set_limit(RLIMIT_SIGPENDING, 1024, 1024);
}

int Jail::enter() const {
  if (cgroup_) {
    if (const int error = cgroup_->enter(); error != 0) return error;
  }
  limit();
  if (const int error = become_user(layers_.user); error != 0) return error;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return layers_.namespaces ? 0 : load(outer_filter_);
}

std::string Jail::rules() const {
  harness::Rules rules{};
  // The kernel counts for each user: only where the user is nobody else.
  if (layers_.user >= 0 || (layers_.namespaces && ::geteuid() != 0)) {
    rules.tasks = static_cast<std::uint64_t>(hard_limit(allowance_));
  }
  rules.signals_to_others = allowance_.signals ? 1 : 0;
  return std::string(reinterpret_cast<const char*>(&rules), sizeof rules) + inner_filter_;
}

void Jail::hurry() {
  constexpr int kHaste = 5;
  allowance_.cpu_seconds = std::max(1, allowance_.cpu_seconds / kHaste);
  allowance_.wall_seconds = std::max(1, allowance_.wall_seconds / kHaste);
}

JailEnd Jail::run(const std::string& program, const std::vector<std::string>& arguments,
                  Command command) {
  std::vector<std::string> argv = {readable(program)};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  if (layers_.namespaces) {
    const Command box = boxed(argv, argv.front(), allowance_.programs, outer_filter_);
    command.argv = box.argv;
    command.input.insert(box.input.begin(), box.input.end());
  } else {
    command.argv = argv;
  }
  command.input[harness::kRulesFd] = rules();
  command.fixed_addresses = layers_.fixed_addresses;
  command.wall_limit = std::chrono::seconds(allowance_.wall_seconds);
  command.prepare = [this] { return enter(); };
  Watch watch(allowance_, layers_.namespaces ? kBoxLevels : 0);
  command.watch = [&watch](const Finished& so_far) { return watch.look(so_far); };
  const KernelSaid before(cgroup_.get());

  JailEnd end;
  end.finished = lockstep::run(command);
  end_all();
  end.stopped = watch.stopped();
  end.why = watch.why();
  end.finished.cpu_seconds = std::max(end.finished.cpu_seconds, watch.cpu_seconds());
  KernelSaid said(cgroup_.get());
  said.memory_kills -= before.memory_kills;
  said.task_refusals -= before.task_refusals;
  explain(end, layers_.namespaces, said, allowance_);
  constexpr int kPatience = 2;
  const bool out_of_time = end.stopped == Stopped::kCpu || end.stopped == Stopped::kWall;
  if (out_of_time && ++out_of_time_ == kPatience) hurry();
  return end;
}

}  // namespace lockstep
