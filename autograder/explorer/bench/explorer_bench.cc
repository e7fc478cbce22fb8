// SPDX-License-Identifier: MIT
// Measures the explorer as a claim uses it: under ThreadSanitizer, the default portfolio with its
// default budget, statics put back before every run.
#include <cstdlib>

#include "autograder/explorer/bench/measure.h"
#include "autograder/explorer/bench/scenarios.h"
#include "autograder/explorer/explore.h"

namespace lockstep::explorer {
namespace {

// One exploration with the default budget, its seeds unlike those of other calls.
uint64_t explore_once(void (*scenario)(), int call) {
  Options options;
  options.first_seed = static_cast<uint64_t>(call) * options.schedules;
  Result result = explore_result(scenario, options);
  if (result.outcome == Outcome::kPassed) return result.schedules;
  std::fprintf(stderr, "%s under %s: %s\n%s", outcome_name(result.outcome), result.schedule.c_str(),
               result.message.c_str(), result.report.c_str());
  std::exit(1);
}

void measure(const char* name, void (*scenario)()) {
  print_rate("explorer", name, [scenario](int call) { return explore_once(scenario, call); });
}

}  // namespace
}  // namespace lockstep::explorer

int main() {
  namespace explorer = lockstep::explorer;
  explorer::measure("mutex_and_condition", explorer::mutex_and_condition);
  explorer::measure("bounded_queue", explorer::bounded_queue);
  explorer::measure("spin_lock", explorer::spin_lock);
  explorer::measure("futex_semaphore", explorer::futex_semaphore);
  explorer::measure("counting_semaphore", explorer::counting_semaphore);
}
