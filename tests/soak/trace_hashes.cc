// SPDX-License-Identifier: MIT
// Linked to claims: when the process ends, tells how often each trace was seen, as lines
//
//   traces Semaphore.AnyThreadMayRelease pct2:31.64 passed 1f0c9a5e77d2b3c4 100
//
// A trace is what a person sees of a run: every step's thread, operation, object and place; its
// hash is taken together with the explorer's own of the steps.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "autograder/explorer/explore.h"
#include "autograder/explorer/trace.h"

namespace lockstep {
namespace {

uint64_t hash_of(const explorer::Result& result) {
  uint64_t hash = result.hash;
  for (char c : result.trace) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

class TraceHashes {
 public:
  ~TraceHashes() {
    for (const auto& [trace, count] : counts_) {
      std::printf("traces %s %llu\n", trace.c_str(), count);
    }
  }

  void add(const explorer::Result& result) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    char hash[17];
    std::snprintf(hash, sizeof hash, "%016lx", hash_of(result));
    std::string outcome = explorer::outcome_name(result.outcome);
    for (char& c : outcome) c = c == ' ' ? '_' : c;
    ++counts_[std::string(test->test_suite_name()) + "." + test->name() + " " + result.schedule +
              " " + outcome + " " + hash];
  }

 private:
  std::map<std::string, unsigned long long> counts_;
};

TraceHashes& hashes() {
  static TraceHashes hashes;
  return hashes;
}

// Set up when main() has begun: the explorer's own statics are there then.
class Listening final : public testing::Environment {
  void SetUp() override {
    explorer::tell_places_as_offsets();  // no symbolizer in every process
    explorer::set_outcome_listener([](const explorer::Result& result) { hashes().add(result); });
  }
};

[[maybe_unused]] const auto* const listening = testing::AddGlobalTestEnvironment(new Listening);

}  // namespace
}  // namespace lockstep
