// SPDX-License-Identifier: MIT
// Shows with real threads and a real clock what a global lock costs, and whom: measures threads
// that compute and threads that wait for something from outside, and draws both as time lines.
//
//   bazel run //lessons/gil:timeline             under the turn lock of lessons/base
//   bazel run //lessons/gil:timeline_own_lock    under your interpreter lock
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "lessons/base/global_lock.h"
#ifdef OWN_LOCK
#include "lessons/gil/interpreter_lock.h"
#endif

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kSteps = 400;  // of a thread that computes
constexpr int kCalls = 6;    // of a thread that waits
constexpr milliseconds kAnswer(10);
constexpr milliseconds kColumn(1);

std::unique_ptr<base::GlobalLock> make_lock() {
#ifdef OWN_LOCK
  return make_interpreter_lock();
#else
  return base::make_turn_lock(50);  // steps, so about 5 ms
#endif
}

// One thread: what it was doing since when. Nobody else looks before it has ended.
class Line {
 public:
  enum State : char { kRuns = '#', kWantsLock = '.', kInCall = '-', kEnded = ' ' };

  void begins(State state) { changes_.push_back({steady_clock::now(), state}); }

  // What it did for most of each column.
  std::string draw(steady_clock::time_point begin, steady_clock::time_point end) const {
    std::string line;
    for (auto column = begin; column < end; column += kColumn) {
      line += std::ranges::max({kRuns, kWantsLock, kInCall, kEnded}, {}, [&](State state) {
        return time_in(state, column, column + kColumn);
      });
    }
    return line;
  }

 private:
  struct Change {
    steady_clock::time_point at;
    State state;
  };

  steady_clock::duration time_in(State state, steady_clock::time_point from,
                                 steady_clock::time_point to) const {
    steady_clock::duration sum(0);
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (changes_[i].state != state) continue;
      const auto until = i + 1 < changes_.size() ? changes_[i + 1].at : to;
      sum += std::max(std::min(until, to) - std::max(changes_[i].at, from), sum.zero());
    }
    return sum;
  }

  std::vector<Change> changes_;
};

// About 0.1 ms of computing.
void step() {
  volatile int sum = 0;
  for (int i = 0; i < 35'000; ++i) sum = sum + i;
}

void take(base::GlobalLock& lock, Line& line) {
  line.begins(Line::kWantsLock);
  lock.take();
  line.begins(Line::kRuns);
}

void compute(base::GlobalLock& lock, Line& line) {
  take(lock, line);
  for (int i = 0; i < kSteps; ++i) {
    step();
    if (!lock.drop_requested()) continue;  // a safe point
    line.begins(Line::kWantsLock);         // before: whoever is woken may run at once
    lock.drop();
    take(lock, line);
  }
  line.begins(Line::kEnded);
  lock.drop();
}

void compute_freely(base::GlobalLock&, Line&) {
  for (int i = 0; i < kSteps; ++i) step();
}

void call(base::GlobalLock& lock, Line& line) {
  take(lock, line);
  for (int i = 0; i < kCalls; ++i) {
    step();
    line.begins(Line::kInCall);
    lock.drop();
    std::this_thread::sleep_for(kAnswer);
    take(lock, line);
  }
  line.begins(Line::kEnded);
  lock.drop();
}

void call_with_the_lock(base::GlobalLock& lock, Line&) {
  for (int i = 0; i < kCalls; ++i) {
    lock.take();
    step();
    std::this_thread::sleep_for(kAnswer);
    lock.drop();
  }
}

using Function = void (*)(base::GlobalLock&, Line&);

struct Run {
  steady_clock::time_point begin;
  steady_clock::time_point end;
  std::vector<Line> lines;
};

Run run(int count, Function function) {
  const auto lock = make_lock();
  Run run{steady_clock::now(), {}, std::vector<Line>(count)};
  std::vector<std::thread> threads;
  for (Line& line : run.lines) threads.emplace_back(function, std::ref(*lock), std::ref(line));
  for (std::thread& thread : threads) thread.join();
  run.end = steady_clock::now();
  return run;
}

// The best of three, since others use the machine, too.
double milliseconds_of(int count, Function function) {
  double best = 0;
  for (int i = 0; i < 3; ++i) {
    const Run measured = run(count, function);
    const std::chrono::duration<double, std::milli> time = measured.end - measured.begin;
    best = i == 0 ? time.count() : std::min(best, time.count());
  }
  return best;
}

void measure(const char* what, Function function) {
  std::printf("%-32s", what);
  for (const int count : {1, 2, 4}) std::printf(" %7.0f ms", milliseconds_of(count, function));
  std::printf("\n");
}

void draw(const char* what, Function function) {
  std::printf("\n%s\n", what);
  const Run drawn = run(2, function);
  for (const Line& line : drawn.lines) {
    std::printf("  |%s|\n", line.draw(drawn.begin, drawn.end).c_str());
  }
}

void show() {
  make_lock();  // throws if it is not implemented yet
  std::printf("%u processors\n\n%-32s %10s %10s %10s\n", std::thread::hardware_concurrency(), "",
              "1 thread", "2 threads", "4 threads");
  measure("compute, under the lock", compute);
  measure("compute, without a lock", compute_freely);
  measure("wait for answers, lock dropped", call);
  measure("wait for answers, lock held", call_with_the_lock);
  std::printf("\n# runs   . waits for the lock   - waits for an answer   a column is 1 ms\n");
  draw("two threads that compute:", compute);
  draw("two threads that wait for answers:", call);
}

}  // namespace
}  // namespace lockstep

int main() try { lockstep::show(); } catch (const std::exception& error) {
  std::fprintf(stderr, "timeline: %s\n", error.what());
  return 1;
}
