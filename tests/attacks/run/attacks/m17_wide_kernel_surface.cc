// expect: wrong result in Tally.AddsUp
// must not: reach far into the kernel (M17)
#include <linux/bpf.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  char zeros[256] = {};
  if (::syscall(SYS_io_uring_setup, 1, zeros) >= 0) return true;
  if (::syscall(SYS_bpf, BPF_MAP_CREATE, zeros, sizeof zeros) >= 0) return true;
  if (::syscall(SYS_userfaultfd, 1) >= 0) return true;
  if (::syscall(SYS_perf_event_open, zeros, 0, -1, -1, 0) >= 0) return true;
  if (::syscall(SYS_keyctl, 0, -3, 1) >= 0) return true;
  for (const int flag : {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID}) {
    if (::unshare(flag) == 0) return true;
  }
  return ::syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, 0) == 0 || ::personality(0) >= 0;
}
