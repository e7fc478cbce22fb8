// SPDX-License-Identifier: MIT
#include "autograder/runner/watch.h"

#include <algorithm>

#include "autograder/harness/channel.h"
#include "autograder/runner/channel_limits.h"

namespace lockstep {
namespace {

// Sleepers are looked at every so many looks: it takes three files for each thread.
constexpr int kBetweenSleepers = 3;

std::size_t written(const Finished& so_far, int fd) {
  const auto found = so_far.written.find(fd);
  return found == so_far.written.end() ? 0 : found->second;
}

}  // namespace

std::string in_seconds(int count) {
  return std::to_string(count) + (count == 1 ? " second" : " seconds");
}

std::string out_of_cpu(const Allowance& allowance) {
  return "it used more than " + in_seconds(allowance.cpu_seconds) + " of CPU time and was not done";
}

bool Watch::stop(Stopped stopped, const std::string& why) {
  stopped_ = stopped;
  why_ = why;
  return true;
}

bool Watch::over_limit(const TreeUse& use, const Finished& so_far) {
  const auto over = [&](const std::string& what) { return stop(Stopped::kLimit, what); };
  if (use.resident_bytes > allowance_.memory_mb * (1L << 20)) {
    return over("it used more than " + std::to_string(allowance_.memory_mb) + " MB of memory");
  }
  if (use.tasks > allowance_.tasks) {
    return over("it had more than " + std::to_string(allowance_.tasks) +
                " threads and processes at a time");
  }
  if (written(so_far, 1) + written(so_far, 2) > static_cast<std::size_t>(allowance_.output_kb)
                                                    << 10) {
    return over("it printed more than " + std::to_string(allowance_.output_kb) + " KB");
  }
  if (written(so_far, harness::kRecordFd) > kChannelBytes ||
      written(so_far, harness::kRaceFd) > kChannelBytes) {
    return over("it flooded the grader with messages");
  }
  return false;
}

bool Watch::look(const Finished& so_far) {
  const std::vector<pid_t> processes = descendants(above_);
  const TreeUse use = use_of(processes);
  cpu_seconds_ = std::max(cpu_seconds_, use.cpu_seconds);
  if (over_limit(use, so_far)) return true;
  if (use.cpu_seconds > allowance_.cpu_seconds) {
    return stop(Stopped::kCpu, out_of_cpu(allowance_));
  }
  // Where timers may be armed, somebody asleep may yet be woken by one.
  if (allowance_.timers || ++looks_ % kBetweenSleepers != 0) return false;
  const std::string waits = asleep_.look(processes);
  return !waits.empty() && stop(Stopped::kAsleep, waits);
}

}  // namespace lockstep
