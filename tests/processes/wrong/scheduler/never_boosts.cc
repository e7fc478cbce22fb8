// expect: wrong result in Scheduler.BoostLiftsAll
// The boost is forgotten.
// SPDX-License-Identifier: MIT
#include "lessons/processes/scheduler.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace lockstep {
namespace {

struct Rules {
  std::vector<int> quanta = {std::numeric_limits<int>::max()};  // of each level
  bool shortest_first = false;  // or else the front of the queue is chosen
  bool remembers_use = false;   // of the quantum; or else it is new at each choice
  int boost = 0;
};

struct Task {
  const Job* job;
  std::size_t number;
  int left;      // of the present burst, or of the next one
  int ready_at;  // when it arrives, or comes back from I/O
  std::size_t level = 0;
  int used = 0;           // of the quantum
  std::size_t burst = 0;  // index of the present burst, or of the next one
  int response = -1;
};

auto by_arrival(const Task& task) { return std::pair(task.job->arrival, task.number); }

class Machine {
 public:
  Machine(const std::vector<Job>& jobs, Rules rules)
      : rules_(std::move(rules)), queues_(rules_.quanta.size()) {
    for (const Job& job : jobs) {
      tasks_.push_back({&job, tasks_.size(), job.bursts.front(), job.arrival});
      if (queues_.size() > 1) tasks_.back().level = static_cast<std::size_t>(job.priority);
    }
    schedule_.times.resize(jobs.size());
    std::ranges::sort(tasks_, {}, by_arrival);  // as ties are decided
  }

  Schedule run() {
    for (; ended_ < tasks_.size(); ++now_) {
      instant();
      if (running_ != nullptr) spend_one();
    }
    return std::move(schedule_);
  }

 private:
  void instant() {
    Task* const preempted = leave_processor();
    for (Task& task : tasks_) {
      if (task.ready_at == now_) queues_[task.level].push_back(&task);
    }
    if (preempted != nullptr) queues_[preempted->level].push_back(preempted);
    yield_to_higher();
    if (running_ == nullptr) choose();
  }

  Task* leave_processor() {
    if (running_ == nullptr) return nullptr;
    const bool used_up = running_->used == rules_.quanta[running_->level];
    if (running_->left > 0 && !used_up) return nullptr;
    Task* const task = std::exchange(running_, nullptr);
    if (used_up) {
      task->used = 0;
      task->level = std::min(task->level + 1, queues_.size() - 1);
    }
    if (task->left > 0) return task;
    end_burst(*task);
    return nullptr;
  }

  void end_burst(Task& task) {
    const auto& bursts = task.job->bursts;
    if (task.burst + 1 == bursts.size()) {
      const int turnaround = now_ - task.job->arrival;
      const int waiting = turnaround - std::accumulate(bursts.begin(), bursts.end(), 0);
      schedule_.times[task.number] = {waiting, turnaround, task.response};
      ++ended_;
      return;
    }
    task.ready_at = now_ + bursts[task.burst + 1];
    task.burst += 2;
    task.left = bursts[task.burst];
  }

  void yield_to_higher() {
    if (running_ == nullptr || highest() >= running_->level) return;
    queues_[running_->level].push_back(std::exchange(running_, nullptr));
  }

  void choose() {
    if (highest() == queues_.size()) return;
    auto& queue = queues_[highest()];
    auto chosen = queue.begin();
    if (rules_.shortest_first) {
      chosen = std::ranges::min_element(
          queue, {}, [](const Task* task) { return std::pair(task->left, by_arrival(*task)); });
    }
    running_ = *chosen;
    queue.erase(chosen);
    if (!rules_.remembers_use) running_->used = 0;
  }

  std::size_t highest() const {
    const auto waits = [](const std::deque<Task*>& queue) { return !queue.empty(); };
    return static_cast<std::size_t>(std::ranges::find_if(queues_, waits) - queues_.begin());
  }

  void spend_one() {
    if (running_->response < 0) running_->response = now_ - running_->job->arrival;
    std::vector<Slice>& slices = schedule_.slices;
    const int job = static_cast<int>(running_->number);
    const bool goes_on = !slices.empty() && slices.back().job == job && slices.back().end == now_;
    if (!goes_on) slices.push_back({job, now_, now_});
    ++slices.back().end;
    --running_->left;
    ++running_->used;
  }

  const Rules rules_;
  std::vector<Task> tasks_;
  std::vector<std::deque<Task*>> queues_;  // of those that are ready, by level
  Task* running_ = nullptr;
  int now_ = 0;
  std::size_t ended_ = 0;
  Schedule schedule_;
};

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

Schedule simulate(const std::vector<Job>& jobs, Rules rules) {
  for (const Job& job : jobs) {
    require(job.arrival >= 0, "a job arrives before 0");
    require(job.bursts.size() % 2 == 1, "a job does not end with a burst on the processor");
    require(std::ranges::min(job.bursts) >= 1, "a burst is shorter than 1");
  }
  return Machine(jobs, std::move(rules)).run();
}

}  // namespace

Schedule first_come_first_served(const std::vector<Job>& jobs) { return simulate(jobs, {}); }

Schedule shortest_job_first(const std::vector<Job>& jobs) {
  return simulate(jobs, {.shortest_first = true});
}

Schedule round_robin(const std::vector<Job>& jobs, int quantum) {
  require(quantum >= 1, "a quantum is shorter than 1");
  return simulate(jobs, {.quanta = {quantum}});
}

Schedule multilevel_feedback_queue(const std::vector<Job>& jobs, const Levels& levels) {
  const int count = static_cast<int>(levels.quanta.size());
  require(count > 0 && std::ranges::min(levels.quanta) >= 1, "no level, or an empty quantum");
  require(levels.boost >= 0, "the boost is negative");
  for (const Job& job : jobs) {
    require(job.priority >= 0 && job.priority < count, "a job has no level");
  }
  return simulate(jobs, {.quanta = levels.quanta, .remembers_use = true, .boost = levels.boost});
}

}  // namespace lockstep
