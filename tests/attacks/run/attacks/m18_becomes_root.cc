// expect: wrong result in Tally.AddsUp
// must not: become another user, or have a capability (M18). Where the runner itself is in a user
// namespace with one user, and no box can be made, that user may be called root; it has no powers.
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

static bool has_capability() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (::syscall(SYS_capget, &header, data) != 0) return false;
  return (data[0].permitted | data[1].permitted) != 0;
}

bool attempt() {
  const int other = ::getuid() == 0 ? 1 : 0;
  if (::syscall(SYS_setuid, other) == 0 || ::syscall(SYS_setgid, other) == 0) return true;
  if (::syscall(SYS_setresuid, other, other, other) == 0) return true;
  return ::syscall(SYS_setgroups, 0, nullptr) == 0 || has_capability();
}
