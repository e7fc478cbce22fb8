// SPDX-License-Identifier: MIT
#include "autograder/runner/observe.h"

#include <sys/random.h>

#include "autograder/base/check.h"
#include "autograder/base/hex.h"
#include "autograder/harness/channel.h"
#include "autograder/runner/canary_reports.h"
#include "autograder/runner/channel_limits.h"

namespace lockstep {
namespace {

std::string new_secret() {
  unsigned char random[harness::kSecretBytes / 2];
  check("getrandom", ::getrandom(random, sizeof random, 0));
  return to_hex(random);
}

// What was reported is read, not counted: the canaries' races must not become the exit code of the
// processes that a claim makes. Signals must end the process, not the sanitizer's own handlers: a
// crash is seen by how the process died. These options hold no secret; the environment is empty but
// for them.
std::string tsan_options() {
  return std::string("TSAN_OPTIONS=symbolize=0:atexit_sleep_ms=0:exitcode=0:detect_deadlocks=0") +
         ":handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0" +
         ":stack_trace_format='" + kTsanStackFormat + "'";
}

// Looking up the lines of a report takes time: of a flood the first ones are enough.
constexpr std::size_t kMostReports = 16;

// Frames name the program as it is called inside; symbols are looked up outside.
void name_outside(std::vector<TsanReport>& reports, const std::string& inside,
                  const std::string& outside) {
  for (TsanReport& report : reports) {
    for (Stack& stack : report.stacks) {
      for (Frame& frame : stack.frames) {
        if (frame.module == inside) frame.module = outside;
      }
    }
  }
}

}  // namespace

Observed observe(Jail& jail, const std::string& binary, const std::string& claim,
                 const std::string& schedule) {
  const std::string secret = new_secret();
  Command command;
  command.environment = {tsan_options()};
  command.input = {{harness::kSecretFd, secret + claim + "\n" + schedule + "\n"}};
  command.output = {{1, kOutputBytes},
                    {2, kOutputBytes},
                    {harness::kRecordFd, kChannelBytes},
                    {harness::kRaceFd, kChannelBytes}};
  Observed observed;
  observed.end = jail.run(binary, {harness::kSupervised}, command);
  const auto& output = observed.end.finished.output;
  observed.told = read_channel(output.at(harness::kRecordFd), secret, claim);
  // A process that dies under the explorer copies what was reported to its standard error.
  observed.reports = parse_tsan_reports(observed.told.reports + output.at(2) + "\n======\n" +
                                        output.at(harness::kRaceFd));
  observed.canaries = take_canaries(observed.reports, observed.told.canaries);
  if (observed.reports.size() > kMostReports) observed.reports.resize(kMostReports);
  name_outside(observed.reports, jail.inside(binary), binary);
  return observed;
}

}  // namespace lockstep
