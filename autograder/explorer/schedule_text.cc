// SPDX-License-Identifier: MIT
// See schedule_text.h.
#include "autograder/explorer/schedule_text.h"

#include <charconv>
#include <stdexcept>

namespace lockstep::explorer {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw std::invalid_argument("no schedule: \"" + text + "\"");
}

template <class Number>
Number number(const std::string& text, const std::string& whole) {
  Number value = 0;
  const char* end = text.data() + text.size();
  auto [read_to, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || read_to != end || value < 0) refuse(whole);
  return value;
}

// Cuts what follows the last `mark` off `text`.
std::string cut(std::string& text, char mark) {
  size_t at = text.rfind(mark);
  if (at == std::string::npos) return "";
  std::string after = text.substr(at + 1);
  text.resize(at);
  return after;
}

void parse_path(std::string text, const std::string& whole, std::vector<Deviation>& to) {
  if (text == "-") return;
  text += ',';
  for (size_t from = 0; from < text.size();) {
    size_t comma = text.find(',', from);
    std::string part = text.substr(from, comma - from);
    std::string option = cut(part, '=');
    Deviation next = {number<uint32_t>(part, whole), number<uint32_t>(option, whole)};
    if (next.option == 0 || (!to.empty() && next.decision <= to.back().decision)) refuse(whole);
    to.push_back(next);
    from = comma + 1;
  }
}

}  // namespace

StrategyKind strategy_kind(const std::string& name) {
  for (int kind = 0; kind < kStrategies; ++kind) {
    auto strategy = static_cast<StrategyKind>(kind);
    if (name == strategy_name(strategy)) return strategy;
  }
  throw std::invalid_argument("no strategy: \"" + name + "\"");
}

std::string to_text(const Schedule& schedule, int exploration) {
  std::string text;
  auto append = [](void* to, const char* piece) { *static_cast<std::string*>(to) += piece; };
  write_schedule(schedule, append, &text);
  if (exploration != 1) text += "@" + std::to_string(exploration);
  return text;
}

ParsedSchedule parse_schedule(const std::string& text) {
  ParsedSchedule parsed;
  std::string rest = text;
  std::string exploration = cut(rest, '@');
  if (!exploration.empty()) parsed.exploration = number<int>(exploration, text);
  if (parsed.exploration < 1) refuse(text);
  std::string numbers = cut(rest, ':');
  parsed.schedule.strategy = strategy_kind(rest);
  if (parsed.schedule.strategy == StrategyKind::kBounded) {
    parse_path(numbers, text, parsed.deviations);
    return parsed;
  }
  std::string steps = cut(numbers, '.');
  parsed.schedule.seed = number<uint64_t>(numbers, text);
  if (!steps.empty()) parsed.schedule.expected_steps = number<uint64_t>(steps, text);
  return parsed;
}

}  // namespace lockstep::explorer
