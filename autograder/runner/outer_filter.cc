// SPDX-License-Identifier: MIT
// What is refused from before the start of a claim's process. See filter.h.
#include <fcntl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "autograder/runner/filter.h"
#include "autograder/runner/filter_rules.h"

namespace lockstep {
namespace {

constexpr std::uint32_t kRefuse = SCMP_ACT_ERRNO(EPERM);
constexpr std::uint32_t kUnknown = SCMP_ACT_ERRNO(ENOSYS);

// Parts of the kernel that have a long list of past holes, and other people's processes.
void refuse_kernel_surface(FilterRules& rules) {
  rules.add(kRefuse, {"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
                      "pidfd_getfd", "bpf",
                      "perf_event_open", "userfaultfd", "keyctl", "add_key", "request_key",
                      "memfd_secret", "fanotify_init", "quotactl", "quotactl_fd", "syslog",
                      "modify_ldt", "iopl", "ioperm", "lookup_dcookie", "name_to_handle_at",
                      "open_by_handle_at", "migrate_pages", "move_pages", "mbind", "set_mempolicy",
                      "vmsplice", "uselib", "ustat", "sysfs", "_sysctl", "nfsservctl", "vserver"});
}

// What belongs to an administrator. No capability is left for these; the filter is the second lock.
void refuse_administration(FilterRules& rules) {
  rules.add(kRefuse, {"mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree",
                      "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "unshare",
                      "setns", "kexec_load", "kexec_file_load", "init_module", "finit_module",
                      "delete_module", "reboot", "swapon", "swapoff", "acct", "sethostname",
                      "setdomainname", "settimeofday", "clock_settime", "adjtimex",
                      "clock_adjtime", "vhangup", "setuid", "setgid", "setreuid", "setregid",
                      "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "capset"});
}

// A named pipe is no device and no way out, and where files are allowed an exercise may ask for it.
void refuse_special_files(FilterRules& rules, const Allowance& allowance) {
  if (!allowance.files) {
    rules.add(kRefuse, {"mknod", "mknodat"});
    return;
  }
  // No type at all means a plain file.
  for (const unsigned long type : {0, S_IFREG, S_IFCHR, S_IFBLK, S_IFSOCK, S_IFDIR, S_IFLNK}) {
    rules.add(kRefuse, "mknod", {SCMP_A1(SCMP_CMP_MASKED_EQ, S_IFMT, type)});
    rules.add(kRefuse, "mknodat", {SCMP_A2(SCMP_CMP_MASKED_EQ, S_IFMT, type)});
  }
}

void refuse_new_namespaces(FilterRules& rules) {
  // Its flags are in memory, out of the filter's sight; the C library then uses clone.
  rules.add(kUnknown, {"clone3"});
  for (const unsigned long flag : {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                   CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET}) {
    rules.add(kRefuse, "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)});
  }
}

void refuse_what_is_not_allowed(FilterRules& rules, const Allowance& allowance) {
  if (!allowance.processes) {
    rules.add(kRefuse, {"fork", "vfork"});
    rules.add(kRefuse, "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)});
  }
  if (allowance.sockets) {
    rules.add(kRefuse, "socket", {SCMP_A0(SCMP_CMP_NE, AF_UNIX)});
    rules.add(kRefuse, "socketpair", {SCMP_A0(SCMP_CMP_NE, AF_UNIX)});
  } else {
    rules.add(kRefuse, {"socket", "socketpair"});
  }
  if (!allowance.shared_memory) {
    rules.add(kRefuse, {"shmget", "shmat", "semget", "msgget", "mq_open"});
  }
  if (!allowance.io_uring) {
    rules.add(kRefuse, {"io_uring_setup", "io_uring_enter", "io_uring_register"});
  }
  if (!allowance.signals) {
    rules.add(kRefuse, {"kill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal"});
  }
}

// With no root of its own a process would see the machine's files: it may not change them.
void refuse_changing_files(FilterRules& rules) {
  for (const unsigned long bit : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC}) {
    rules.add(kRefuse, "open", {SCMP_A1(SCMP_CMP_MASKED_EQ, bit, bit)});
    rules.add(kRefuse, "openat", {SCMP_A2(SCMP_CMP_MASKED_EQ, bit, bit)});
  }
  rules.add(kUnknown, {"openat2"});
  rules.add(kRefuse,
            {"creat", "truncate", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename",
             "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "chmod", "fchmod",
             "fchmodat", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "utimensat",
             "futimesat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
             "fremovexattr"});
}

}  // namespace

std::string outer_filter(const Allowance& allowance, bool own_root) {
  FilterRules rules(SCMP_ACT_ALLOW);
  refuse_kernel_surface(rules);
  refuse_administration(rules);
  refuse_special_files(rules, allowance);
  refuse_new_namespaces(rules);
  refuse_what_is_not_allowed(rules, allowance);
  // Typing into the terminal of whoever started the grader.
  rules.add(kRefuse, "ioctl", {SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI)});
  if (!own_root) refuse_changing_files(rules);
  return rules.compiled();
}

}  // namespace lockstep
