// SPDX-License-Identifier: MIT
#include "autograder/runner/canary_reports.h"

#include <charconv>
#include <cstdint>
#include <set>

namespace lockstep {
namespace {

// The number after " at 0x" or at the beginning; 0 when there is none.
std::uint64_t address_in(const std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  if (at == std::string::npos) return 0;
  std::uint64_t address = 0;
  std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), address, 16);
  return address;
}

// The address of the first access that a report of a race tells; 0 for other reports.
std::uint64_t raced_address(const TsanReport& report) {
  if (report.kind != "data race" || report.stacks.empty()) return 0;
  return address_in(report.stacks.front().title, " at 0x");
}

}  // namespace

int take_canaries(std::vector<TsanReport>& reports, const std::vector<std::string>& addresses) {
  std::set<std::uint64_t> expected;
  for (const std::string& address : addresses) expected.insert(address_in(address, "0x"));
  expected.erase(0);
  std::set<std::uint64_t> seen;
  std::erase_if(reports, [&](const TsanReport& report) {
    const std::uint64_t address = raced_address(report);
    if (!expected.contains(address)) return false;
    seen.insert(address);
    return true;
  });
  return static_cast<int>(seen.size());
}

}  // namespace lockstep
