// SPDX-License-Identifier: MIT
// See trace.h.
#include "autograder/explorer/trace.h"

#include <sanitizer/common_interface_defs.h>

#include <cstdio>
#include <cstring>
#include <map>

#include "autograder/explorer/core/explain.h"
#include "autograder/explorer/core/record.h"

// Set by the linker: the first byte of the program's file in memory, and the one after its code.
extern "C" const char __executable_start;
extern "C" const char etext;

namespace lockstep::explorer {
namespace {

// Frames of the standard library and of the explorer say little: the program's own are wanted.
bool is_program(const std::string& frame) {
  for (const char* other :
       {"/c++/", "/bits/", "autograder/explorer/core/", "autograder/explorer/history/history.",
        "autograder/explorer/program/choices.", "autograder/explorer/program/main.", "/sanitizer",
        "/gtest/", "/googletest", "<null>", "libstdc++", "libc.so", "??"}) {
    if (frame.find(other) != std::string::npos) return false;
  }
  return !frame.empty();
}

std::string shorten(const std::string& frame) {
  size_t space = frame.find(' ');
  size_t slash = frame.rfind('/', space);
  return slash == std::string::npos ? frame : frame.substr(slash + 1);
}

// The innermost program frame among those inlined at `pc`, or "". The symbolizer's answer is a list
// of strings, each ended by a zero, the whole by a further one.
std::string program_frame(const void* pc) {
  static std::map<const void*, std::string> known;
  auto found = known.find(pc);
  if (found != known.end()) return found->second;
  char buffer[4096] = {};
  __sanitizer_symbolize_pc(const_cast<char*>(static_cast<const char*>(pc)) - 1, "%s:%l in %f",
                           buffer, sizeof buffer - 2);
  std::string result;
  for (const char* at = buffer; *at != '\0' && result.empty(); at += std::strlen(at) + 1) {
    if (is_program(at)) result = shorten(at);
  }
  return known[pc] = result;
}

bool as_offsets = false;

// The frames that lie in the program's own file; libraries are not named.
std::string offsets_of(const Step& step) {
  std::string list;
  for (const void* pc : step.frames) {
    const char* at = static_cast<const char*>(pc);
    if (at <= &__executable_start || at >= &etext) continue;
    char offset[32];
    std::snprintf(offset, sizeof offset, "0x%tx", at - 1 - &__executable_start);
    list += (list.empty() ? "" : ",") + std::string(offset);
  }
  return "{" + list + "}";
}

std::string place_of(const Step& step) {
  if (as_offsets) return offsets_of(step);
  for (const void* pc : step.frames) {
    if (pc == nullptr) break;
    std::string frame = program_frame(pc);
    if (!frame.empty()) return frame;
  }
  return "";
}

std::string object_of(const Step& step) {
  if (is_about_thread(step.op)) return thread_text(step.index).c_str();
  if (step.kind == Kind::kNone) return "";
  Object named;
  named.kind = step.kind;
  named.index = static_cast<uint16_t>(step.index);
  return object_text(named).c_str();
}

}  // namespace

std::string trace_text() {
  int count = 0;
  bool all = true;
  const Step* steps = recorded_steps(&count, &all);
  std::string text;
  for (int i = 0; i < count; ++i) {
    std::string what = op_name(steps[i].op);
    std::string object = object_of(steps[i]);
    if (!object.empty()) what += " " + object;
    char line[256];
    std::snprintf(line, sizeof line, "%5d  %-16s %-36s ", i + 1,
                  thread_text(steps[i].thread).c_str(), what.c_str());
    text += line + place_of(steps[i]);
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  if (!all) text += "  ... (later steps are not kept)\n";
  return text;
}

void tell_places_as_offsets() { as_offsets = true; }

}  // namespace lockstep::explorer
