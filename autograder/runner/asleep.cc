// SPDX-License-Identifier: MIT
#include "autograder/runner/asleep.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <sys/syscall.h>

#include <cstdio>
#include <set>

#include "autograder/harness/channel.h"
#include "autograder/process/core/trouble.h"
#include "autograder/runner/tree.h"

namespace lockstep {
namespace {

constexpr char kChildEnd[] = "the end of a child";
constexpr char kFileLock[] = "a lock on a file";

struct Call {
  long number = -1;
  unsigned long argument[6] = {};
};

// "202 0x55.. 0x80 0x2 0x0 0x0 0x0 0x7ff.. 0x7f.." ; "running" for a thread that is.
Call parse(const std::string& text) {
  Call call;
  auto* const a = call.argument;
  const int read = std::sscanf(text.c_str(), "%ld %lx %lx %lx %lx %lx %lx", &call.number, &a[0],
                               &a[1], &a[2], &a[3], &a[4], &a[5]);
  return read == 7 ? call : Call{};
}

std::string waits_in_futex(const Call& call) {
  switch (call.argument[1] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_WAIT_REQUEUE_PI:
      return call.argument[3] == 0 ? "a lock, a condition or the end of a thread" : "";
    default:
      return "";
  }
}

std::string writes(const Call& call) {
  const auto fd = static_cast<int>(call.argument[0]);
  // The runner, or who makes a trial, reads these in its own time.
  for (const int ours : {1, 2, harness::kRecordFd, harness::kRaceFd, process::kReportFd}) {
    if (fd == ours) return "";
  }
  return "writing to descriptor " + std::to_string(fd) + ", which nobody empties";
}

// ThreadSanitizer's helper sleeps by nanosleep; the C library's functions use clock_nanosleep.
bool is_helper(const std::string& syscall) { return parse(syscall).number == SYS_nanosleep; }

}  // namespace

std::string endless_wait(const std::string& syscall) {
  const Call call = parse(syscall);
  const auto* const a = call.argument;
  const auto forever = [](bool endless, const char* what) -> std::string {
    return endless ? what : "";
  };
  switch (call.number) {
    case SYS_futex:
      return waits_in_futex(call);
    case SYS_read:
    case SYS_readv:
      return "reading from descriptor " + std::to_string(static_cast<int>(a[0]));
    case SYS_write:
    case SYS_writev:
      return writes(call);
    // A time-out of the socket itself would not be seen; no exercise lets one be set.
    case SYS_recvfrom:
    case SYS_recvmsg:
    case SYS_accept:
    case SYS_accept4:
    case SYS_connect:
      return "a socket, descriptor " + std::to_string(static_cast<int>(a[0]));
    case SYS_sendto:
    case SYS_sendmsg:
      return writes(call);
    // Of all files that can be opened, sleeping (not in state D) while it lasts.
    case SYS_open:
    case SYS_openat:
      return "the other end of a named pipe";
    case SYS_wait4:
    case SYS_waitid:
      return kChildEnd;
    case SYS_flock:
      return kFileLock;
    case SYS_fcntl:
      return forever(a[1] == F_SETLKW || a[1] == F_OFD_SETLKW, kFileLock);
    case SYS_pause:
    case SYS_rt_sigsuspend:
      return "a signal";
    case SYS_rt_sigtimedwait:
      return forever(a[2] == 0, "a signal");
    case SYS_poll:
    case SYS_epoll_wait:
    case SYS_epoll_pwait:
      return forever(static_cast<int>(a[call.number == SYS_poll ? 2 : 3]) < 0, "descriptors");
    // A poll() or a sleep that goes on after a stop. A sleep has no number of descriptors there.
    case SYS_restart_syscall:
      return forever(a[0] > 4096 && a[1] > 0 && a[1] <= 64 && static_cast<int>(a[2]) < 0,
                     "descriptors");
    case SYS_ppoll:
      return forever(a[2] == 0, "descriptors");
    case SYS_select:
    case SYS_pselect6:
      return forever(a[4] == 0, "descriptors");
    // An operation of the ring that ends by itself would not be seen, such as a time-out.
    case SYS_io_uring_enter:
      return forever(a[2] > 0 && (a[3] & IORING_ENTER_EXT_ARG) == 0, "a ring's completions");
    case SYS_semop:
      return "a semaphore of System V";
    case SYS_mq_timedsend:
    case SYS_mq_timedreceive:
      return forever(a[4] == 0, "a message queue");
    default:
      return "";
  }
}

Asleep::Sample Asleep::sample(const std::vector<pid_t>& processes) {
  Sample sample;
  for (const pid_t process : processes) {
    for (const pid_t thread : threads_of(process)) {
      const char state = thread_state(process, thread);
      if (state == 'Z' && thread == process) continue;  // has ended
      // Any other thread that has ended is gone in a moment, and only then its process has ended
      // too, and who waits for that is woken.
      if (state == 0 || state == 'Z' || state == 'X') return {};
      if (state == 'T' || state == 't') {
        sample[thread] = {process, "", "a signal that lets it go on after it was stopped"};
        continue;
      }
      const std::string folder = "task/" + std::to_string(thread) + "/";
      const std::string syscall = proc_file(process, folder + "syscall");
      // Only where it sleeps: one that is being ended may block on its way (D), and shows the call
      // that it was in. Its process holds its descriptors until then, and others wait for that.
      if (state == 'S' && is_helper(syscall)) {
        // Perhaps the only one that is left of its process.
        sample[process].process = process;
        continue;
      }
      const std::string turns = proc_file(process, folder + "schedstat");
      const std::string waits = endless_wait(syscall);
      if (state != 'S' || waits.empty() || turns.empty()) return {};
      sample[thread] = {process, turns, waits};
    }
  }
  return sample;
}

std::string Asleep::look(const std::vector<pid_t>& processes) {
  Sample now = sample(processes);
  const bool same = !now.empty() && now == before_;
  before_ = std::move(now);
  if (!same) return "";
  std::set<std::string> waits;
  for (const auto& [id, thread] : before_) {
    if (!thread.waits.empty()) waits.insert(thread.waits);
  }
  if (waits.empty()) waits.insert("nothing: the last of them has ended without the process");
  std::string words;
  for (const std::string& what : waits) words += (words.empty() ? "" : "; ") + what;
  return words;
}

std::vector<std::string> Asleep::waits_of(pid_t process) const {
  std::vector<std::string> waits;
  for (const auto& [id, thread] : before_) {
    if (thread.process == process && !thread.waits.empty()) waits.push_back(thread.waits);
  }
  return waits;
}

bool Asleep::wait_for_each_other() const {
  bool locks = false;
  for (const auto& [id, thread] : before_) {
    if (thread.waits.empty() || thread.waits == kChildEnd) continue;
    if (thread.waits != kFileLock) return false;
    locks = true;
  }
  return locks;
}

}  // namespace lockstep
