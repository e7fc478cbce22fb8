// SPDX-License-Identifier: MIT
#include "autograder/runner/tsan_report.h"

#include <cstdint>
#include <cstdio>
#include <sstream>

#include "autograder/runner/symbols.h"

namespace lockstep {
namespace {

constexpr std::string_view kWarning = "WARNING: ThreadSanitizer: ";

// "WARNING: ThreadSanitizer: data race (pid=12)" -> "data race"
std::string kind_of(const std::string& line) {
  const std::string rest = line.substr(line.find(kWarning) + kWarning.size());
  return rest.substr(0, rest.rfind(" (pid="));
}

// The call is before the address to which it returns: symbols are looked up one byte earlier.
std::string before(const std::string& offset) {
  const std::uint64_t value = std::stoull(offset, nullptr, 16);
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx",
                static_cast<unsigned long long>(value == 0 ? 0 : value - 1));
  return text;
}

void add_line(TsanReport& report, const std::string& line) {
  report.text += line + "\n";
  std::istringstream words(line);
  std::string number;
  Frame frame;
  if (line.starts_with("    #")) {
    if (words >> number >> frame.module >> frame.offset && frame.offset.starts_with("0x") &&
        !report.stacks.empty()) {
      frame.offset = before(frame.offset);
      report.stacks.back().frames.push_back(frame);
    }
  } else if (line.starts_with("  ") && line.ends_with(":")) {
    report.stacks.push_back({line.substr(2, line.size() - 3), {}});
  }
}

Verdict verdict_of(const std::string& kind) {
  if (kind.starts_with("data race")) return Verdict::kDataRace;
  if (kind.starts_with("thread leak")) return Verdict::kLeak;
  return Verdict::kMisuse;
}

std::string meaning_of(const std::string& kind) {
  if (kind.starts_with("data race")) {
    return "two threads use the same memory, at least one of them writes, and nothing orders the "
           "two accesses";
  }
  if (kind.starts_with("thread leak")) return "a thread was neither joined nor detached";
  if (kind.starts_with("heap-use-after-free")) return "memory is used after it was freed";
  return kind;
}

// The first line of the student's file in the stack, as "semaphore.cc:31 in
// MySemaphore::release(int)".
std::string own_line(const Stack& stack, const std::string& binary, const std::string& source) {
  std::vector<std::string> offsets;
  for (const Frame& frame : stack.frames) {
    if (frame.module == binary) offsets.push_back(frame.offset);
  }
  for (const auto& lines : symbolize(binary, offsets)) {
    if (const std::string line = line_in(lines, source); !line.empty()) return line;
  }
  return "";
}

// Stacks that say what happened; those that say where a thread or a block of memory came from are
// left out.
bool tells_an_access(const Stack& stack) {
  return stack.title.find(" created ") == std::string::npos &&
         stack.title.find("Location is") == std::string::npos;
}

// "Previous atomic write of size 4 at 0x55a0 by thread T1" -> "another thread writes". The numbers
// of threads are ThreadSanitizer's own and would only confuse: the explorer names threads in its
// trace.
std::string who_does_what(const std::string& title) {
  const std::string who = title.starts_with("Previous") ? "another thread" : "a thread";
  if (title.find("rite of size") != std::string::npos) return who + " writes";
  if (title.find("ead of size") != std::string::npos) return who + " reads";
  return title.substr(0, title.find(" at 0x"));
}

std::string words_for(const TsanReport& report, const std::string& binary,
                      const std::string& source) {
  std::string words = meaning_of(report.kind);
  for (const Stack& stack : report.stacks) {
    if (!tells_an_access(stack)) continue;
    const std::string line = own_line(stack, binary, source);
    words += "\n  " + who_does_what(stack.title) + ": " +
             (line.empty() ? "in the claim, on data that your code is to protect" : line);
  }
  return words;
}

}  // namespace

std::vector<TsanReport> parse_tsan_reports(const std::string& text) {
  std::vector<TsanReport> reports;
  bool inside = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(kWarning) != std::string::npos) {
      reports.push_back({kind_of(line), {}, line + "\n"});
      inside = true;
    } else if (line.starts_with("======")) {
      inside = false;
    } else if (inside) {
      add_line(reports.back(), line);
    }
  }
  return reports;
}

std::vector<Evidence> tsan_evidence(const std::vector<TsanReport>& reports,
                                    const std::string& binary, const std::string& source) {
  std::vector<Evidence> all;
  for (const TsanReport& report : reports) {
    if (report.kind.starts_with("lock-order-inversion")) continue;
    Evidence evidence{
        verdict_of(report.kind), words_for(report, binary, source), "", "", true, report.text};
    all.push_back(std::move(evidence));
  }
  return all;
}

}  // namespace lockstep
