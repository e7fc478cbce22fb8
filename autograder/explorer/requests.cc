// SPDX-License-Identifier: MIT
// See requests.h.
#include "autograder/explorer/requests.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace lockstep::explorer {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<uint64_t> count(const char* name) {
  std::optional<std::string> text = variable(name);
  if (!text) return std::nullopt;
  uint64_t value = 0;
  const char* end = text->data() + text->size();
  auto [read_to, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || read_to != end || value == 0) {
    throw std::invalid_argument(std::string(name) + " is no number of 1 or more: " + *text);
  }
  return value;
}

}  // namespace

std::optional<std::string> requested_schedule() {
  constexpr std::string_view kFlag = "--schedule=";
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (size_t from = 0; from < all.size();) {
    std::string argument = all.substr(from, all.find('\0', from) - from);
    if (argument.starts_with(kFlag)) return argument.substr(kFlag.size());
    from += argument.size() + 1;
  }
  return variable("LOCKSTEP_SCHEDULE");
}

std::optional<uint64_t> requested_budget() { return count("LOCKSTEP_SCHEDULES"); }

std::optional<uint64_t> requested_first_seed() { return count("LOCKSTEP_FIRST_SEED"); }

std::optional<uint64_t> requested_repeats() { return count("LOCKSTEP_REPEATS"); }

}  // namespace lockstep::explorer
