// SPDX-License-Identifier: MIT
// The tool `explore`: runs a program that is linked with //autograder/explorer/program:main under
// many schedules, each in a process of its own, until one fails; tells it and replays it.
//
// Exit codes: 0 no schedule failed; 1 one failed; 2 the command line is wrong; 3 a fault that is
// not the program's (it cannot be started, or is not linked with the explorer).
#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "CLI/CLI.hpp"
#include "autograder/explorer/program/program_run.h"
#include "autograder/explorer/program/search.h"

namespace lockstep::explorer {
namespace {

enum ExitCode : int { kNoFailure = 0, kFailure = 1, kUsage = 2, kFault = 3 };

struct Arguments {
  Options options;
  ProgramSpec program;
  std::string schedule;
  unsigned jobs = 1;
};

// Runs a round, `jobs` at once. In the order of the round, whichever ended first.
std::vector<ProgramRun> run_round(const Arguments& arguments,
                                  const std::vector<std::string>& round) {
  std::vector<ProgramRun> runs(round.size());
  std::vector<std::exception_ptr> faults(round.size());
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < round.size(); i = next++) {
      try {
        runs[i] = run_program(arguments.program, round[i], false);
      } catch (...) {
        faults[i] = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 1; i < std::min<size_t>(arguments.jobs, round.size()); ++i) {
    workers.emplace_back(work);
  }
  work();
  workers.clear();
  for (const std::exception_ptr& fault : faults) {
    if (fault) std::rethrow_exception(fault);
  }
  return runs;
}

void print_block(const char* title, const std::string& text) {
  if (text.empty()) return;
  std::cout << "\n" << title << "\n" << text << (text.back() == '\n' ? "" : "\n");
}

// Of a long trace, the end.
std::string last_steps(const std::string& trace) {
  constexpr int kMost = 500;
  size_t from = trace.size();
  for (int lines = 0; lines <= kMost; ++lines) {
    if (from == 0) return trace;
    from = trace.rfind('\n', from - 1);
    if (from == std::string::npos) return trace;
  }
  return "  ... (earlier steps are left out)" + trace.substr(from);
}

void print_run(const ProgramRun& run) {
  print_block("What ThreadSanitizer reported:", run.report);
  print_block("What the program printed:", run.printed);
  print_block("Every step of the run:", last_steps(run.trace));
}

std::string replay_command(const Arguments& arguments, const std::string& schedule) {
  std::string text = "explore --schedule=" + schedule;
  for (const std::string& word : arguments.program.argv) text += " " + word;
  return text;
}

// Tells of a failure with a replay's trace. It is replayed twice; what ends otherwise is told too.
ExitCode report_failure(const Arguments& arguments, const std::string& schedule,
                        const ProgramRun& failed) {
  std::cout << failed.failure << " under " << schedule << ": " << failed.words << "\n"
            << "Replay it: " << replay_command(arguments, schedule) << "\n";
  ProgramRun traced;
  for (bool with_trace : {true, false}) {
    ProgramRun again = run_program(arguments.program, schedule, with_trace);
    if (again.failure != failed.failure || again.words != failed.words) {
      std::cout << "It did not repeat: a replay ended with "
                << (again.passed() ? "no failure" : again.failure + ": " + again.words)
                << ". The program depends on more than its schedule.\n";
    }
    if (with_trace) traced = std::move(again);
  }
  if (traced.report.empty()) traced.report = failed.report;
  print_run(traced);
  return kFailure;
}

ExitCode explore_program(const Arguments& arguments) {
  Search search(arguments.options);
  for (;;) {
    std::vector<std::string> round = search.next_round();
    if (round.empty()) break;
    std::vector<ProgramRun> runs = run_round(arguments, round);
    for (size_t i = 0; i < runs.size(); ++i) {
      if (!runs[i].passed()) return report_failure(arguments, round[i], runs[i]);
      search.ran(runs[i].facts);
    }
  }
  std::cout << "no failure in " << search.summary() << "\n";
  return kNoFailure;
}

ExitCode replay(const Arguments& arguments) {
  ProgramRun run = run_program(arguments.program, arguments.schedule, true);
  std::cout << (run.passed() ? "no failure" : run.failure) << " under " << arguments.schedule
            << (run.passed() ? "" : ": " + run.words) << "\n";
  print_run(run);
  return run.passed() ? kNoFailure : kFailure;
}

int explore_command(int argc, char** argv) {
  Arguments arguments;
  arguments.options.schedules = 10'000;
  arguments.jobs = std::max(1u, std::thread::hardware_concurrency());
  double seconds = 10;
  CLI::App app(
      "Runs a program under many schedules, each in a process of its own, until one fails.\n"
      "Usage: explore [options] program [arguments of the program]\n"
      "Exit codes: 0 no failure, 1 a schedule failed, 2 wrong usage, 3 a fault of the tool.");
  app.add_option("--schedules", arguments.options.schedules, "how many at most (10000)");
  app.add_option("--schedule", arguments.schedule, "run only this one and print its trace");
  app.add_option("--strategy", arguments.options.strategy,
                 "portfolio (default), random, pct2, pct3, pos or bounded");
  app.add_option("--first-seed", arguments.options.first_seed, "seeds count up from here (0)");
  app.add_option("--max-steps", arguments.program.max_steps,
                 "steps after which a run makes no progress (1000000)");
  app.add_option("--time-limit", seconds, "seconds for each process (10)")
      ->check(CLI::Range(0.001, 86'400.0));
  app.add_option("--jobs", arguments.jobs, "processes at once (the number of cores)");
  app.prefix_command();
  try {
    app.parse(argc, argv);
    arguments.program.argv = app.remaining();
    if (arguments.program.argv.empty()) throw CLI::RequiredError("program");
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kNoFailure : kUsage;
  }
  arguments.program.time_limit = std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
  return arguments.schedule.empty() ? explore_program(arguments) : replay(arguments);
}

}  // namespace
}  // namespace lockstep::explorer

int main(int argc, char** argv) {
  try {
    return lockstep::explorer::explore_command(argc, argv);
  } catch (const std::invalid_argument& error) {
    std::cerr << "explore: " << error.what() << "\n";
    return lockstep::explorer::kUsage;
  } catch (const std::exception& error) {
    std::cerr << "explore: " << error.what() << "\n";
    return lockstep::explorer::kFault;
  }
}
