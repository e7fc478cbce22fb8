// SPDX-License-Identifier: MIT
// main() of every binary of claims.
//
//   binary --claims             prints the list of claims as JSON
//   binary [--claim=NAME ...]   runs claims as GoogleTest does, for a person
//   binary --supervised         runs the claim that the runner asked for (see channel.h)
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <string>
#include <typeinfo>

#include "autograder/explorer/explore.h"
#include "autograder/harness/canary.h"
#include "autograder/harness/channel.h"
#include "autograder/harness/claim.h"
#include "autograder/harness/outcome.h"
#include "lessons/base/not_implemented.h"

namespace lockstep::harness {
namespace {

std::string in_quotes(const char* text) {
  std::string out = "\"";
  for (; *text != '\0'; ++text) {
    if (*text == '"' || *text == '\\') out += '\\';
    out += *text;
  }
  return out + '"';
}

void print_claims() {
  const char* separator = "";
  std::cout << "[";
  for (const Claim& claim : all_claims()) {
    std::cout << separator << "\n  {\"name\": "
              << in_quotes((std::string(claim.subject) + "." + claim.name).c_str())
              << ", \"points\": " << claim.points << ", \"sentence\": " << in_quotes(claim.sentence)
              << "}";
    separator = ",";
  }
  std::cout << "\n]\n";
}

// The words between two kBecause marks; nothing when the assertion had none.
std::string words_for_the_student(const std::string& message) {
  const auto begin = message.find(kBecause);
  if (begin == std::string::npos) return "";
  const auto end = message.find(kBecause, begin + 1);
  return message.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
}

// Tells the runner of each failed check as it happens: the process may not live to its end.
class Teller : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& part) override {
    // What the explorer adds after its outcome says nothing new.
    if (!part.failed() || told_an_outcome()) return;
    tell(kFailed, words_for_the_student(part.message()));
    tell(kDetail, part.message());
  }
};

void tell_uncaught() {
  try {
    if (const std::exception_ptr current = std::current_exception())
      std::rethrow_exception(current);
    tell(kUncaught,
         "std::terminate was called, for example by destroying a thread that was not joined");
  } catch (const NotImplemented&) {
    tell(kNotImplemented, first_not_implemented());
  } catch (const std::exception& e) {
    tell(kUncaught, std::string(typeid(e).name()) + "\n" + e.what());
  } catch (...) {
    tell(kUncaught, "an exception that is not a std::exception");
  }
  std::abort();
}

void give_to_google_test(const Claim& claim) {
  testing::RegisterTest(claim.subject, claim.name, nullptr, nullptr, claim.file, claim.line,
                        claim.make);
}

// False when there is none: a misspelt claim must not pass as "no test failed".
bool give_to_google_test(const std::string& name) {
  for (const Claim& claim : all_claims()) {
    if (name != std::string(claim.subject) + "." + claim.name) continue;
    give_to_google_test(claim);
    return true;
  }
  return false;
}

// It may have been swallowed; and what a process of a trial knows, the first one does not.
void tell_not_implemented() {
  if (first_not_implemented() != nullptr) tell(kNotImplemented, first_not_implemented());
}

int run_supervised(const std::string& name) {
  if (!give_to_google_test(name)) return 2;
  testing::InitGoogleTest();
  if (*asked_schedule() != '\0') ::setenv("LOCKSTEP_SCHEDULE", asked_schedule(), 1);
  make_canary();
  std::set_terminate(tell_uncaught);
  tell_explorer_outcomes();
  explorer::set_body_end_listener(tell_not_implemented);
  // An exception that leaves a claim is a crash, told by the terminate handler, not a failed check.
  testing::GTEST_FLAG(catch_exceptions) = false;
  testing::UnitTest::GetInstance()->listeners().Append(new Teller);
  const int failed = RUN_ALL_TESTS();
  tell_not_implemented();
  make_canary();
  tell(kCompleted, name);
  return failed;
}

}  // namespace
}  // namespace lockstep::harness

int main(int argc, char** argv) {
  namespace harness = lockstep::harness;
  if (argc == 2 && std::strcmp(argv[1], "--claims") == 0) {
    harness::print_claims();
    return 0;
  }
  if (harness::supervised()) return harness::run_supervised(harness::asked_claim());
  for (const harness::Claim& claim : harness::all_claims()) harness::give_to_google_test(claim);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
