// SPDX-License-Identifier: MIT
// The way out of a claim's process: lines to the runner that say what happened.
//
// The runner hands over descriptors: kSecretFd, from which a random secret and what is to be run
// are read before any other initialiser of the process runs, kRulesFd with what the process may
// use from then on, and kRecordFd, to which each line is written after the secret. A line without
// the secret does not count. The secret keeps accidents and simple forgeries out; code that
// searches this process's memory can find it.
#ifndef AUTOGRADER_HARNESS_CHANNEL_H_
#define AUTOGRADER_HARNESS_CHANNEL_H_

#include <cstdint>
#include <string_view>

namespace lockstep::harness {

inline constexpr int kRecordFd = 3;
inline constexpr int kSecretFd = 4;
inline constexpr int kRaceFd = 5;  // ThreadSanitizer's reports
inline constexpr int kRulesFd = 6;
inline constexpr int kSecretBytes = 32;

// What comes first from kRulesFd; the inner system call filter (struct sock_filter[]) follows it.
struct Rules {
  std::uint64_t tasks;             // RLIMIT_NPROC, 0: as it is
  std::uint64_t signals_to_others; // 0: the process may send signals to itself only
};

// What comes from kSecretFd: the secret, the claim's name, a newline, the schedule to be replayed
// or nothing, a newline. Neither the command line nor the environment says which claim is run.
// The first argument of a supervised process. Without it the process belongs to a person at a
// terminal.
inline constexpr char kSupervised[] = "--supervised";

// What a line can say. Each is one word, a tab, and a text (escaped: \n, \t, \\).
inline constexpr char kNotImplemented[] = "not_implemented";  // the function's name
inline constexpr char kFailed[] = "failed";      // a check failed: the words for the student
inline constexpr char kDetail[] = "detail";      // the same failure, for the instructor only
inline constexpr char kUncaught[] = "uncaught";  // an exception left the claim or a thread: what()
inline constexpr char kOutcome[] = "outcome";    // the explorer's verdict: "deadlock"
inline constexpr char kSchedule[] = "schedule";  // the schedule of that outcome: "pct3:4711"
inline constexpr char kMessage[] = "message";    // its explanation
inline constexpr char kTrace[] = "trace";        // its trace
inline constexpr char kReport[] = "report";      // ThreadSanitizer's report under that schedule
inline constexpr char kCanary[] = "canary";  // a race is made on purpose at this address: "0x5560"
inline constexpr char kCompleted[] = "completed";  // the claim ran to its end; the claim's name

// Whether a runner started this process.
bool supervised();

// The claim that the runner asked for and the schedule to be replayed, or "". They live as long as
// the process.
const char* asked_claim();
const char* asked_schedule();

// A number that code outside of this process's memory cannot guess.
std::uint64_t unguessable();

// Sends one line. Blocks while the pipe is full. Safe from any thread. Nothing happens when not
// supervised.
void tell(std::string_view word, std::string_view text);

}  // namespace lockstep::harness

#endif  // AUTOGRADER_HARNESS_CHANNEL_H_
