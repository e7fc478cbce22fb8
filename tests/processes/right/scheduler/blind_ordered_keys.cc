// SPDX-License-Identifier: MIT
// right: No queue at all: the ready jobs are an ordered set of keys, and those to come another
// one. Time jumps from event to event.
#include "lessons/processes/scheduler.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace lockstep {
namespace {

constexpr long long kNever = std::numeric_limits<long long>::max();

struct Part {
  size_t burst = 0;    // the index of the burst that it is in, or that comes next
  long long rest = 0;  // of the burst on the processor
  int level = 0;
  long long used = 0;  // of its quantum
  long long first = -1;
  long long end = -1;
};

enum class By { kTurn, kBurst };

Schedule simulate(const std::vector<Job>& jobs, By by, const std::vector<long long>& quanta,
                  long long boost, bool new_quantum, bool leveled) {
  using Key = std::array<long long, 4>;           // the smallest is chosen; the last is the job
  using Event = std::tuple<long long, int, int>;  // when it becomes ready, its arrival, the job
  std::vector<Part> parts(jobs.size());
  std::set<Key> ready;
  std::set<Event> coming;
  long long stamp = 0;
  Schedule schedule;

  for (size_t i = 0; i < jobs.size(); ++i) {
    parts[i].rest = jobs[i].bursts[0];
    if (leveled) parts[i].level = jobs[i].priority;
    coming.emplace(jobs[i].arrival, jobs[i].arrival, static_cast<int>(i));
  }
  const auto line_up = [&](int job) {
    const Part& part = parts[static_cast<size_t>(job)];
    if (by == By::kBurst) {
      ready.insert({part.rest, jobs[static_cast<size_t>(job)].arrival, job, job});
    } else {
      ready.insert({part.level, stamp++, 0, job});
    }
  };
  const auto fall = [&](Part& part) {
    part.used = 0;
    part.level = std::min(part.level + 1, static_cast<int>(quanta.size()) - 1);
  };

  int running = -1;
  long long now = 0;
  while (running >= 0 || !ready.empty() || !coming.empty()) {
    // What comes next?
    long long next = coming.empty() ? kNever : std::get<0>(*coming.begin());
    if (running >= 0) {
      const Part& part = parts[static_cast<size_t>(running)];
      const long long quantum = quanta[static_cast<size_t>(part.level)];
      next = std::min(next, now + std::min(part.rest, quantum - part.used));
    }
    if (boost > 0) next = std::min(next, (now / boost + 1) * boost);
    if (running >= 0) {
      Part& part = parts[static_cast<size_t>(running)];
      part.rest -= next - now;
      part.used += next - now;
      std::vector<Slice>& slices = schedule.slices;
      if (next > now) {
        if (!slices.empty() && slices.back().job == running && slices.back().end == now) {
          slices.back().end = static_cast<int>(next);
        } else {
          slices.push_back({running, static_cast<int>(now), static_cast<int>(next)});
        }
      }
    }
    now = next;

    int preempted = -1;
    if (running >= 0) {
      Part& part = parts[static_cast<size_t>(running)];
      const Job& job = jobs[static_cast<size_t>(running)];
      const bool used_up = part.used >= quanta[static_cast<size_t>(part.level)];
      if (part.rest == 0) {
        if (used_up) fall(part);
        if (part.burst + 1 == job.bursts.size()) {
          part.end = now;
        } else {
          coming.emplace(now + job.bursts[part.burst + 1], job.arrival, running);
          part.burst += 2;
          part.rest = job.bursts[part.burst];
        }
        running = -1;
      } else if (used_up) {
        fall(part);
        preempted = running;
        running = -1;
      }
    }
    while (!coming.empty() && std::get<0>(*coming.begin()) == now) {
      line_up(std::get<2>(*coming.begin()));
      coming.erase(coming.begin());
    }
    if (preempted >= 0) line_up(preempted);
    if (boost > 0 && now > 0 && now % boost == 0) {
      for (size_t i = 0; i < jobs.size(); ++i) {
        if (jobs[i].arrival > now || parts[i].end >= 0) continue;
        parts[i].level = 0;
        parts[i].used = 0;
      }
      for (const Key& key : std::exchange(ready, {})) line_up(static_cast<int>(key[3]));
    }
    if (leveled && running >= 0 && !ready.empty() &&
        (*ready.begin())[0] < parts[static_cast<size_t>(running)].level) {
      line_up(std::exchange(running, -1));
    }
    if (running < 0 && !ready.empty()) {
      running = static_cast<int>((*ready.begin())[3]);
      ready.erase(ready.begin());
      Part& part = parts[static_cast<size_t>(running)];
      if (part.first < 0) part.first = now;
      if (new_quantum) part.used = 0;
    }
  }

  for (size_t i = 0; i < jobs.size(); ++i) {
    const int turnaround = static_cast<int>(parts[i].end) - jobs[i].arrival;
    const int busy = std::accumulate(jobs[i].bursts.begin(), jobs[i].bursts.end(), 0);
    schedule.times.push_back(
        {turnaround - busy, turnaround, static_cast<int>(parts[i].first) - jobs[i].arrival});
  }
  return schedule;
}

void require(bool good, const char* what) {
  if (!good) throw std::invalid_argument(what);
}

void check(const std::vector<Job>& jobs) {
  for (const Job& job : jobs) {
    require(job.arrival >= 0, "arrival");
    require(job.bursts.size() % 2 == 1, "number of bursts");
    for (const int burst : job.bursts) require(burst >= 1, "burst");
  }
}

constexpr long long kEndless = kNever / 4;  // a quantum that nobody uses up

}  // namespace

Schedule first_come_first_served(const std::vector<Job>& jobs) {
  check(jobs);
  return simulate(jobs, By::kTurn, {kEndless}, 0, true, false);
}

Schedule shortest_job_first(const std::vector<Job>& jobs) {
  check(jobs);
  return simulate(jobs, By::kBurst, {kEndless}, 0, true, false);
}

Schedule round_robin(const std::vector<Job>& jobs, int quantum) {
  check(jobs);
  require(quantum >= 1, "quantum");
  return simulate(jobs, By::kTurn, {quantum}, 0, true, false);
}

Schedule multilevel_feedback_queue(const std::vector<Job>& jobs, const Levels& levels) {
  check(jobs);
  require(!levels.quanta.empty(), "no level");
  for (const int quantum : levels.quanta) require(quantum >= 1, "quantum");
  require(levels.boost >= 0, "boost");
  for (const Job& job : jobs) {
    require(job.priority >= 0 && job.priority < static_cast<int>(levels.quanta.size()), "priority");
  }
  const std::vector<long long> quanta(levels.quanta.begin(), levels.quanta.end());
  return simulate(jobs, By::kTurn, quanta, levels.boost, false, true);
}

}  // namespace lockstep
