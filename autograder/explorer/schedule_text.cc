// SPDX-License-Identifier: MIT
// See schedule_text.h.
#include "autograder/explorer/schedule_text.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lockstep::explorer {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw std::invalid_argument("no schedule: \"" + text + "\"");
}

uint64_t number(const std::string& text, const std::string& whole) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) refuse(whole);
  return std::stoull(text);
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
    to.push_back(
        {static_cast<uint32_t>(number(part, whole)), static_cast<uint32_t>(number(option, whole))});
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
  std::string text = schedule_text(schedule).c_str();
  if (exploration != 1) text += "@" + std::to_string(exploration);
  return text;
}

ParsedSchedule parse_schedule(const std::string& text) {
  ParsedSchedule parsed;
  std::string rest = text;
  std::string exploration = cut(rest, '@');
  if (!exploration.empty()) parsed.exploration = static_cast<int>(number(exploration, text));
  std::string numbers = cut(rest, ':');
  parsed.schedule.strategy = strategy_kind(rest);
  if (parsed.schedule.strategy == StrategyKind::kBounded) {
    parse_path(numbers, text, parsed.deviations);
    return parsed;
  }
  std::string steps = cut(numbers, '.');
  parsed.schedule.seed = number(numbers, text);
  if (!steps.empty()) parsed.schedule.expected_steps = number(steps, text);
  return parsed;
}

std::optional<std::string> requested_schedule() {
  const std::string flag = "--schedule=";
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (size_t from = 0; from < all.size();) {
    std::string argument = all.substr(from, all.find('\0', from) - from);
    if (argument.compare(0, flag.size(), flag) == 0) return argument.substr(flag.size());
    from += argument.size() + 1;
  }
  const char* value = std::getenv("LOCKSTEP_SCHEDULE");
  if (value != nullptr && *value != '\0') return value;
  return std::nullopt;
}

}  // namespace lockstep::explorer
