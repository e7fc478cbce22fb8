// SPDX-License-Identifier: MIT
// See table.h.
#include "autograder/explorer/history/table.h"

#include <algorithm>
#include <map>

namespace lockstep::explorer {
namespace {

// What happens at one moment.
struct Event {
  size_t operation;
  bool is_call;
};

using Events = std::map<uint32_t, Event>;

Events events_of(const std::vector<Operation>& operations) {
  Events events;
  for (size_t i = 0; i < operations.size(); ++i) {
    events[operations[i].called] = {i, true};
    if (!operations[i].pending()) events[operations[i].returned] = {i, false};
  }
  return events;
}

std::string cell(const Operation& operation, bool is_call) {
  return operation.call_text() + " " + (is_call ? "called" : answer_text(operation));
}

// The widest text of each thread's column, with its name on top.
std::map<int, size_t> column_widths(const std::vector<Operation>& operations) {
  std::map<int, size_t> widths;
  for (const Operation& operation : operations) {
    size_t& width = widths[operation.thread];
    width = std::max({width, thread_name(operation.thread).size(), cell(operation, true).size(),
                      cell(operation, false).size()});
  }
  return widths;
}

std::string padded(const std::string& text, size_t width) {
  return text + std::string(width - std::min(width, text.size()) + 2, ' ');
}

std::string right_aligned(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text + "  ";
}

// One row: `texts` by thread, and a bar for each thread that is within an operation.
std::string row(const std::string& time, const std::map<int, size_t>& widths,
                const std::map<int, std::string>& texts) {
  std::string line = right_aligned(time, 4);
  for (const auto& [thread, width] : widths) {
    auto found = texts.find(thread);
    line += padded(found == texts.end() ? "" : found->second, width);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string thread_name(int thread) {
  return thread == 0 ? "the main thread" : "thread " + std::to_string(thread);
}

std::string answer_text(const Operation& operation) {
  if (operation.pending()) return "never returned";
  if (operation.answer == kThrew) return "threw an exception";
  std::string answer = operation.answer.text();
  return answer.empty() ? "returned" : "returned " + answer;
}

std::string history_table(const std::vector<Operation>& operations, int marked) {
  std::map<int, size_t> widths = column_widths(operations);
  std::map<int, std::string> names;
  for (const auto& [thread, width] : widths) names[thread] = thread_name(thread);
  std::string table = row("time", widths, names) + "\n";
  std::map<int, std::string> open;  // a bar for each thread that is within an operation
  for (const auto& [time, event] : events_of(operations)) {
    const Operation& operation = operations[event.operation];
    std::map<int, std::string> texts = open;
    texts[operation.thread] = cell(operation, event.is_call);
    table += row(std::to_string(time), widths, texts);
    if (!event.is_call && static_cast<int>(event.operation) == marked)
      table += "  <- fits no order";
    table += "\n";
    if (event.is_call) {
      open[operation.thread] = "|";
    } else {
      open.erase(operation.thread);
    }
  }
  std::map<int, std::string> pending;
  for (const Operation& operation : operations) {
    if (operation.pending()) pending[operation.thread] = cell(operation, false);
  }
  if (!pending.empty()) table += row("end", widths, pending) + "\n";
  return table;
}

}  // namespace lockstep::explorer
