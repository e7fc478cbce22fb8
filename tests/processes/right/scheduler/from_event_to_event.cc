// Jumps from one event to the next, and keeps those that are to come in a priority queue and those
// that are ready in an ordered set: its key is the policy.
// SPDX-License-Identifier: MIT
#include "lessons/processes/scheduler.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <queue>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace lockstep {
namespace {

constexpr int kNever = std::numeric_limits<int>::max();

using Key = std::array<int, 4>;            // the smallest is chosen; its last number is the job's
using Coming = std::tuple<int, int, int>;  // when, the job's arrival, its number

struct State {
  std::size_t burst = 0;
  int left = 0;
  int level = 0;
  int quantum_left = 0;
  int turn = 0;  // when it joined its queue
  bool arrived = false;
};

struct Policy {
  std::vector<int> quanta;
  bool whole_quanta = true;  // at each choice
  bool shortest = false;
  int boost = kNever;
};

struct Simulation {
  const std::vector<Job>& jobs;
  Policy policy;
  std::vector<State> states = std::vector<State>(jobs.size());
  std::priority_queue<Coming, std::vector<Coming>, std::greater<>> coming = {};
  std::set<Key> ready = {};
  Schedule schedule = {};
  int now = 0, turns = 0, running = -1;

  Key key(int job) const {
    const State& state = states[job];
    if (policy.shortest) return {0, state.left, jobs[job].arrival, job};
    return {state.level, state.turn, 0, job};
  }

  void join(int job) {
    states[job].arrived = true;
    states[job].turn = turns++;
    ready.insert(key(job));
  }

  // The running job computes until something happens. False when nothing will.
  bool advance() {
    int next = kNever;
    if (running >= 0) next = now + std::min(states[running].left, states[running].quantum_left);
    if (!coming.empty()) next = std::min(next, std::get<0>(coming.top()));
    if (next == kNever) return false;
    if (policy.boost != kNever) next = std::min(next, (now / policy.boost + 1) * policy.boost);
    if (running >= 0) {
      Slice* last = schedule.slices.empty() ? nullptr : &schedule.slices.back();
      if (last == nullptr || last->job != running || last->end != now) {
        last = &schedule.slices.emplace_back(Slice{running, now, now});
      }
      last->end = next;
      states[running].left -= next - now;
      states[running].quantum_left -= next - now;
    }
    now = next;
    return true;
  }

  void fall(State& state) {
    state.level = std::min(state.level + 1, static_cast<int>(policy.quanta.size()) - 1);
    state.quantum_left = policy.quanta[state.level];
  }

  void leave() {
    State& state = states[running];
    const std::vector<int>& bursts = jobs[running].bursts;
    if (++state.burst < bursts.size()) {
      coming.emplace(now + bursts[state.burst], jobs[running].arrival, running);
      state.left = bursts[++state.burst];
    } else {
      schedule.times[running].turnaround = now - jobs[running].arrival;
    }
    running = -1;
  }

  void boost() {
    const std::set<Key> before = std::exchange(ready, {});
    for (State& state : states) {
      if (!state.arrived) continue;
      state.level = 0;
      state.quantum_left = policy.quanta[0];
    }
    for (const Key& each : before) join(each.back());
  }

  void instant() {
    int preempted = -1;
    if (running >= 0) {
      State& state = states[running];
      const bool over = state.quantum_left == 0;
      if (over) fall(state);
      if (state.left == 0) {
        leave();
      } else if (over) {
        preempted = std::exchange(running, -1);
      }
    }
    for (; !coming.empty() && std::get<0>(coming.top()) == now; coming.pop()) {
      join(std::get<2>(coming.top()));
    }
    if (preempted >= 0) join(preempted);
    if (now > 0 && now % policy.boost == 0) boost();
    if (running >= 0 && !ready.empty() && (*ready.begin())[0] < states[running].level) {
      join(std::exchange(running, -1));
    }
    if (running >= 0 || ready.empty()) return;
    running = ready.extract(ready.begin()).value().back();
    if (policy.whole_quanta) states[running].quantum_left = policy.quanta[0];
  }

  void measure() {
    for (std::size_t job = 0; job < jobs.size(); ++job) {
      Times& times = schedule.times[job];
      times.waiting = times.turnaround;
      for (const int burst : jobs[job].bursts) times.waiting -= burst;
      times.response =
          std::ranges::find(schedule.slices, static_cast<int>(job), &Slice::job)->begin -
          jobs[job].arrival;
    }
  }

  Schedule run() {
    for (std::size_t job = 0; job < jobs.size(); ++job) {
      if (policy.quanta.size() > 1) states[job].level = jobs[job].priority;
      states[job].left = jobs[job].bursts[0];
      states[job].quantum_left = policy.quanta[states[job].level];
      coming.emplace(jobs[job].arrival, jobs[job].arrival, static_cast<int>(job));
    }
    schedule.times.resize(jobs.size());
    do instant();
    while (advance());
    measure();
    return schedule;
  }
};

Schedule simulate(const std::vector<Job>& jobs, const Policy& policy) {
  for (const Job& job : jobs) {
    const bool wrong = job.arrival < 0 || job.bursts.size() % 2 == 0 ||
                       std::ranges::any_of(job.bursts, [](int burst) { return burst < 1; });
    if (wrong) throw std::invalid_argument("job");
  }
  return Simulation{jobs, policy}.run();
}

}  // namespace

Schedule first_come_first_served(const std::vector<Job>& jobs) {
  return simulate(jobs, {.quanta = {kNever}});
}

Schedule shortest_job_first(const std::vector<Job>& jobs) {
  return simulate(jobs, {.quanta = {kNever}, .shortest = true});
}

Schedule round_robin(const std::vector<Job>& jobs, int quantum) {
  if (quantum < 1) throw std::invalid_argument("quantum");
  return simulate(jobs, {.quanta = {quantum}});
}

Schedule multilevel_feedback_queue(const std::vector<Job>& jobs, const Levels& levels) {
  if (levels.quanta.empty() || levels.boost < 0) throw std::invalid_argument("levels");
  for (const int quantum : levels.quanta) {
    if (quantum < 1) throw std::invalid_argument("quantum");
  }
  for (const Job& job : jobs) {
    if (job.priority < 0 || job.priority >= static_cast<int>(levels.quanta.size())) {
      throw std::invalid_argument("priority");
    }
  }
  const int boost = levels.boost == 0 ? kNever : levels.boost;
  return simulate(jobs, {.quanta = levels.quanta, .whole_quanta = false, .boost = boost});
}

}  // namespace lockstep
