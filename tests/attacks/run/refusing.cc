// SPDX-License-Identifier: MIT
// Runs a program as on a kernel that refuses something: refusing WHAT PROGRAM [ARGUMENT...]
//
//   namespaces   no new namespace of any kind, as in most containers
//   personality  no personality(), so that addresses stay random
//   io_uring     no rings, as in many containers
//
// Exit code 127 when it cannot.
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <string>

namespace {

constexpr unsigned kNewNamespaces =
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;

// 0, or a negative error number as libseccomp has it.
int add_rules(scmp_filter_ctx filter, const std::string& what) {
  if (what == "personality") {
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(personality), 0);
  }
  if (what == "io_uring") {
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(io_uring_setup), 0);
  }
  if (what != "namespaces") return -EINVAL;
  // Its flags lie in memory, where no filter can look; glibc falls back to clone().
  int failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  for (unsigned bit = 1; bit != 0; bit <<= 1) {
    if ((kNewNamespaces & bit) == 0) continue;
    const scmp_arg_cmp has_bit = SCMP_A0(SCMP_CMP_MASKED_EQ, bit, bit);
    for (const int call : {SCMP_SYS(clone), SCMP_SYS(unshare)}) {
      if (failed == 0) failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1, has_bit);
    }
  }
  return failed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: refusing namespaces|personality|io_uring PROGRAM [ARGUMENT...]\n");
    return 127;
  }
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  const int failed = filter == nullptr ? -ENOMEM : add_rules(filter, argv[1]);
  const int loaded = failed == 0 ? seccomp_load(filter) : failed;
  if (loaded != 0) {
    fprintf(stderr, "refusing %s: %s\n", argv[1], strerror(-loaded));
    return 127;
  }
  execv(argv[2], argv + 2);
  perror(argv[2]);
  return 127;
}
