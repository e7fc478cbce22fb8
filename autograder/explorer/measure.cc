// SPDX-License-Identifier: MIT
// Measures the explorer: how often each strategy finds each mutant, and schedules a second.
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/measure_scenarios.h"
#include "autograder/explorer/mutants.h"

namespace lockstep::explorer {
namespace {

double seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void measure_speed(const char* name, void (*body)(), uint64_t schedules) {
  Options options;
  options.schedules = schedules;
  double before = seconds();
  Result result = explore_result(body, options);
  double took = seconds() - before;
  std::printf("%-28s %9.0f schedules/s, %5.1f steps each, %s\n", name,
              static_cast<double>(result.schedules) / took,
              static_cast<double>(result.steps) / static_cast<double>(result.schedules),
              outcome_name(result.outcome));
}

bool finds(const Mutant& mutant, const char* strategy, uint64_t seed, uint64_t schedules) {
  Options options;
  options.strategy = strategy;
  options.first_seed = seed;
  options.schedules = schedules;
  options.failed = [] { return wrong_result; };
  Result result = explore_result(
      [&] {
        wrong_result = false;
        mutant.body();
      },
      options);
  return result.outcome != Outcome::kPassed;
}

// In a process of its own: each failing run gives its threads up, and a process can have only so
// many.
void in_child(const std::function<void()>& work) {
  std::fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    work();
    std::fflush(stdout);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

void print_share(const Mutant& mutant, const char* strategy, uint64_t seeds) {
  uint64_t found = 0;
  for (uint64_t seed = 0; seed < seeds; ++seed) found += finds(mutant, strategy, seed, 1);
  std::printf(" %s %5.1f%%", strategy,
              100.0 * static_cast<double>(found) / static_cast<double>(seeds));
}

void print_bounded(const Mutant& mutant) {
  Result result;
  for (uint64_t budget = 1; result.outcome == Outcome::kPassed && budget < 100'000; budget *= 2) {
    Options options;
    options.strategy = "bounded";
    options.schedules = budget;
    options.failed = [] { return wrong_result; };
    result = explore_result(
        [&] {
          wrong_result = false;
          mutant.body();
        },
        options);
  }
  std::printf(" bounded: schedule %llu", static_cast<unsigned long long>(result.schedules));
}

// Percent of single seeds that find each mutant; for the bounded search, which schedule does.
void measure_detection(uint64_t seeds) {
  for (const Mutant& mutant : mutants) {
    std::printf("%-4s %-36s", mutant.name, mutant.fault);
    for (const char* strategy : {"random", "pct2", "pct3", "pos"}) {
      in_child([&] { print_share(mutant, strategy, seeds); });
    }
    in_child([&] { print_bounded(mutant); });
    std::printf("\n");
  }
}

// The most schedules that the portfolio needed, over many disjoint lists of seeds.
void measure_portfolio(uint64_t lists) {
  for (const Mutant& mutant : mutants) {
    uint64_t most = 0;
    for (uint64_t list = 0; list < lists; ++list) {
      Options options;
      options.first_seed = list * 1'000'000;
      options.failed = [] { return wrong_result; };
      Result result = explore_result(
          [&] {
            wrong_result = false;
            mutant.body();
          },
          options);
      if (result.outcome == Outcome::kPassed)
        std::printf("%s missed by list %d\n", mutant.name, static_cast<int>(list));
      if (result.schedules > most) most = result.schedules;
    }
    std::printf("%-4s found by each of %llu lists, within %llu schedules\n", mutant.name,
                static_cast<unsigned long long>(lists), static_cast<unsigned long long>(most));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace lockstep::explorer

int main(int argc, char** argv) {
  std::string what = argc > 1 ? argv[1] : "speed";
  unsigned long count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0;
  namespace explorer = lockstep::explorer;
  if (what == "detection") {
    explorer::measure_detection(count == 0 ? 300 : count);
  } else if (what == "portfolio") {
    explorer::measure_portfolio(count == 0 ? 100 : count);
  } else {
    if (count == 0) count = 300'000;
    explorer::measure_speed("(a) mutex and condition", explorer::mutex_and_condition, count);
    explorer::measure_speed("(b) bounded queue, 2 and 2", explorer::bounded_queue, count / 4);
    explorer::measure_speed("(c) atomic spin lock", explorer::spin_lock, count);
    explorer::measure_speed("(d) futex semaphore", explorer::futex_semaphore, count);
  }
}
