// SPDX-License-Identifier: MIT
#include "autograder/harness/seal.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstddef>

#include "autograder/harness/channel.h"
#include "autograder/harness/system_call.h"

namespace lockstep::explorer {

// The explorer's keeper of reports (autograder/explorer/core/report.h). Its file in memory is made
// here, while that can be: afterwards memory that belongs to no mapping could not be counted.
void watch_reports();
void unwatch_reports();

}  // namespace lockstep::explorer

namespace lockstep::harness {
namespace {

alignas(Rules) char buffer[32 << 10];

void install(sock_filter* filter, long count) {
  sock_fprog program{static_cast<unsigned short>(count), filter};
  if (system_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC,
                  reinterpret_cast<long>(&program)) != 0) {
    give_up();
  }
}

// tgkill for this process's own threads only. Its number is known only here.
void forbid_signals_to_others() {
  const auto self = static_cast<unsigned>(system_call(SYS_getpid));
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, self, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  install(filter, sizeof filter / sizeof *filter);
}

}  // namespace

void seal_process() {
  const long size = read_all(kRulesFd, buffer, sizeof buffer);
  if (size < static_cast<long>(sizeof(Rules) + sizeof(sock_filter))) give_up();
  const Rules& rules = *reinterpret_cast<const Rules*>(buffer);
  explorer::watch_reports();
  explorer::unwatch_reports();
  if (rules.tasks != 0) {
    const rlimit limit{rules.tasks, rules.tasks};
    system_call(SYS_prlimit64, 0, RLIMIT_NPROC, reinterpret_cast<long>(&limit), 0);
  }
  if (system_call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0) != 0) give_up();
  if (rules.signals_to_others == 0) forbid_signals_to_others();
  install(reinterpret_cast<sock_filter*>(buffer + sizeof(Rules)),
          (size - static_cast<long>(sizeof(Rules))) / static_cast<long>(sizeof(sock_filter)));
}

}  // namespace lockstep::harness
