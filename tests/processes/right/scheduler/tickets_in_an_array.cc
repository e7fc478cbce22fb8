// No queue at all: whoever queues draws a ticket, and each time the processor is free all jobs are
// looked at. Each policy is a loop of its own over units of time.
// SPDX-License-Identifier: MIT
#include "lessons/processes/scheduler.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lockstep {
namespace {

enum class Is { kToCome, kReady, kRunning, kOver };

struct Entry {
  Job job;
  int number;
  Is is = Is::kToCome;
  int comes_at;
  int at = 0;    // which burst
  int done = 0;  // of that burst
  int used = 0;
  int level = 0;
  long ticket = 0;

  int left() const { return job.bursts[at] - done; }
};

class Board {
 public:
  explicit Board(const std::vector<Job>& jobs) {
    for (const Job& job : jobs) {
      bool sound = job.arrival >= 0 && job.bursts.size() % 2 == 1;
      for (const int burst : job.bursts) sound = sound && burst > 0;
      if (!sound) throw std::invalid_argument("a job means nothing");
      entries.push_back({job, static_cast<int>(entries.size()), Is::kToCome, job.arrival});
    }
    schedule.times.assign(jobs.size(), {0, 0, -1});
  }

  bool all_over() const {
    return std::ranges::all_of(entries, [](const Entry& entry) { return entry.is == Is::kOver; });
  }

  Entry* running() {
    const auto found = std::ranges::find(entries, Is::kRunning, &Entry::is);
    return found == entries.end() ? nullptr : &*found;
  }

  void queue(Entry& entry) {
    entry.is = Is::kReady;
    entry.ticket = ++tickets;
  }

  // True if the burst of the running job is over; it has left then.
  bool burst_is_over(Entry& entry) {
    if (entry.left() > 0) return false;
    entry.done = 0;
    if (entry.at + 1 == static_cast<int>(entry.job.bursts.size())) {
      entry.is = Is::kOver;
      schedule.times[entry.number].turnaround = now - entry.job.arrival;
    } else {
      entry.is = Is::kToCome;
      entry.comes_at = now + entry.job.bursts[entry.at + 1];
      entry.at += 2;
    }
    return true;
  }

  void let_in() {
    std::vector<Entry*> come;
    for (Entry& entry : entries) {
      if (entry.is == Is::kToCome && entry.comes_at == now) come.push_back(&entry);
    }
    std::ranges::stable_sort(come, {}, [](const Entry* entry) { return entry->job.arrival; });
    for (Entry* const entry : come) queue(*entry);
  }

  // The ready entry with the smallest key.
  template <class ToKey>
  Entry* best(ToKey key) {
    Entry* found = nullptr;
    for (Entry& entry : entries) {
      if (entry.is != Is::kReady) continue;
      if (found == nullptr || key(entry) < key(*found)) found = &entry;
    }
    return found;
  }

  template <class ToKey>
  void choose(ToKey key, bool whole_quantum) {
    if (running() != nullptr) return;
    Entry* const chosen = best(key);
    if (chosen == nullptr) return;
    chosen->is = Is::kRunning;
    if (whole_quantum) chosen->used = 0;
  }

  void tick() {
    for (Entry& entry : entries) {
      Times& times = schedule.times[entry.number];
      if (entry.is == Is::kReady) ++times.waiting;
      if (entry.is != Is::kRunning) continue;
      if (times.response < 0) times.response = now - entry.job.arrival;
      ++entry.done;
      ++entry.used;
      auto& slices = schedule.slices;
      if (slices.empty() || slices.back().job != entry.number || slices.back().end < now) {
        slices.push_back({entry.number, now, now});
      }
      slices.back().end = now + 1;
    }
    ++now;
  }

  std::vector<Entry> entries;
  Schedule schedule;
  int now = 0;
  long tickets = 0;
};

const auto by_ticket = [](const Entry& entry) { return entry.ticket; };
const auto by_level = [](const Entry& entry) { return std::pair(entry.level, entry.ticket); };
const auto by_length = [](const Entry& entry) {
  return std::pair(entry.left(), std::pair(entry.job.arrival, entry.number));
};

template <class ToKey>
Schedule each_to_its_end(const std::vector<Job>& jobs, ToKey key) {
  Board board(jobs);
  for (; !board.all_over(); board.tick()) {
    if (Entry* const entry = board.running()) board.burst_is_over(*entry);
    board.let_in();
    board.choose(key, true);
  }
  return board.schedule;
}

void boost(Board& board) {
  std::vector<Entry*> ready;
  for (Entry& entry : board.entries) {
    if (entry.is == Is::kReady) ready.push_back(&entry);
  }
  std::ranges::sort(ready, {}, [](const Entry* entry) { return by_level(*entry); });
  for (Entry* const entry : ready) board.queue(*entry);
  for (Entry& entry : board.entries) {
    if (entry.job.arrival <= board.now) entry.level = entry.used = 0;
  }
}

}  // namespace

Schedule first_come_first_served(const std::vector<Job>& jobs) {
  return each_to_its_end(jobs, by_ticket);
}

Schedule shortest_job_first(const std::vector<Job>& jobs) {
  return each_to_its_end(jobs, by_length);
}

Schedule round_robin(const std::vector<Job>& jobs, int quantum) {
  if (quantum < 1) throw std::invalid_argument("a quantum below 1");
  Board board(jobs);
  for (; !board.all_over(); board.tick()) {
    Entry* const entry = board.running();
    const bool over = entry != nullptr && !board.burst_is_over(*entry) && entry->used == quantum;
    board.let_in();
    if (over) board.queue(*entry);
    board.choose(by_ticket, true);
  }
  return board.schedule;
}

Schedule multilevel_feedback_queue(const std::vector<Job>& jobs, const Levels& levels) {
  const int count = static_cast<int>(levels.quanta.size());
  bool sound = count > 0 && levels.boost >= 0;
  for (const int quantum : levels.quanta) sound = sound && quantum > 0;
  for (const Job& job : jobs) sound = sound && job.priority >= 0 && job.priority < count;
  if (!sound) throw std::invalid_argument("the levels mean nothing");
  Board board(jobs);
  for (Entry& entry : board.entries) entry.level = entry.job.priority;
  for (; !board.all_over(); board.tick()) {
    Entry* const entry = board.running();
    const bool used_up = entry != nullptr && entry->used == levels.quanta[entry->level];
    if (used_up) entry->used = 0, entry->level = std::min(entry->level + 1, count - 1);
    const bool goes_on = entry != nullptr && !board.burst_is_over(*entry);
    board.let_in();
    if (goes_on && used_up) board.queue(*entry);
    if (levels.boost > 0 && board.now > 0 && board.now % levels.boost == 0) boost(board);
    const Entry* const next = board.best(by_level);
    if (goes_on && !used_up && next != nullptr && next->level < entry->level) board.queue(*entry);
    board.choose(by_level, false);
  }
  return board.schedule;
}

}  // namespace lockstep
