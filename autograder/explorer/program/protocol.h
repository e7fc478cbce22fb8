// SPDX-License-Identifier: MIT
// What the tool `explore` and a program that it runs say to each other: the tool by environment
// variables, the program by fields that it writes to a descriptor.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lockstep::explorer {

// The schedule of this run; without it the program runs as always.
inline constexpr const char* kScheduleVariable = "LOCKSTEP_SCHEDULE";
// The descriptor for the fields; without it the outcome is told on standard error.
inline constexpr const char* kRecordVariable = "LOCKSTEP_RECORD_FD";
// Steps after which the run counts as "no progress".
inline constexpr const char* kStepsVariable = "LOCKSTEP_MAX_STEPS";
// Set to anything: record every step, and tell the trace at the end.
inline constexpr const char* kTraceVariable = "LOCKSTEP_TRACE";

// Fields: kHello when main is reached, the others when the program ends in a way that it can tell.
inline constexpr const char* kHello = "hello";
inline constexpr const char* kOutcome = "outcome";      // outcome_name()
inline constexpr const char* kMessage = "message";      // of the model
inline constexpr const char* kReport = "report";        // ThreadSanitizer's
inline constexpr const char* kSteps = "steps";          // made
inline constexpr const char* kDecisions = "decisions";  // steps at which there was a choice
inline constexpr const char* kChoices = "choices";      // of a bounded schedule: see choices.h
inline constexpr const char* kTrace = "trace";

std::string field(std::string_view name, std::string_view value);

// The fields of a record; what is cut off at its end is left out.
std::map<std::string, std::string> fields_of(std::string_view record);

}  // namespace lockstep::explorer
