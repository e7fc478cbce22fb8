// SPDX-License-Identifier: MIT
#include "autograder/runner/self_test.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "autograder/runner/observe.h"

namespace lockstep {
namespace {

constexpr int kWallSeconds = 30;

[[noreturn]] void broken(const std::string& what, const Observed& observed) {
  throw std::runtime_error("this machine cannot grade: " + what + "\n" +
                           observed.end.finished.output.at(2));
}

}  // namespace

void self_test(const Layers& layers, const std::string& binary) {
  Allowance allowance;
  allowance.wall_seconds = kWallSeconds;
  Jail jail(allowance, layers);
  const Observed observed =
      observe(jail, std::filesystem::canonical(binary), "SelfTest.Machine", "");
  if (observed.told.canaries.empty()) {
    broken("a program with ThreadSanitizer does not start in the jail (exit code " +
               std::to_string(observed.end.finished.exit_code) + ", signal " +
               std::to_string(observed.end.finished.signal) + ")",
           observed);
  }
  if (!observed.told.evidence.empty()) {
    broken("the jail lets out: " + observed.told.evidence.front().words, observed);
  }
  if (observed.canaries == 0 ||
      std::ranges::find(observed.reports, "data race", &TsanReport::kind) ==
          observed.reports.end()) {
    broken("a race that is there was not reported", observed);
  }
  if (observed.end.stopped != Stopped::kAsleep) {
    broken("threads that sleep for good were not noticed", observed);
  }
}

}  // namespace lockstep
