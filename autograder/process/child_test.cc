// SPDX-License-Identifier: MIT
// What fork() is to a process with one thread, and to others.
#include <pthread.h>

#include <filesystem>
#include <iterator>
#include <string>
#include <thread>

#include "autograder/harness/hidden_flag.h"
#include "autograder/process/testing.h"
#include "gtest/gtest.h"

namespace lockstep::process {
namespace {

namespace fs = std::filesystem;

constexpr int kRaceFound = 66;  // ThreadSanitizer's exit code

int threads() { return std::distance(fs::directory_iterator("/proc/self/task"), {}); }

int exit_code_of(const std::function<int()>& function) {
  return WEXITSTATUS(status_of(child_of(function)));
}

TEST(Child, OfOneThreadHasOneThread) {
  ASSERT_EQ(exit_code_of(threads), 1);
  std::thread([] {}).join();
  EXPECT_EQ(exit_code_of(threads), 1);
  EXPECT_EQ(exit_code_of([] { return exit_code_of(threads); }), 1);
}

TEST(Child, RacesOfItsThreadsAreFound) {
  const auto race = [] {
    int place = 0;
    harness::HiddenFlag written;
    std::thread other([&] {
      ++place;
      written.raise();
    });
    written.wait();
    ++place;
    other.join();
    return 0;
  };
  EXPECT_EQ(exit_code_of(race), kRaceFound);
  EXPECT_EQ(exit_code_of([&] { return exit_code_of(race); }), kRaceFound);
}

std::string ran;

TEST(Child, HandlersOfForksRun) {
  pthread_atfork([] { ran += "a"; }, [] { ran += "b"; }, [] { ran += "c"; });
  pthread_atfork([] { ran += "A"; }, nullptr, [] { ran += "C"; });
  EXPECT_EQ(exit_code_of([] { return ran == "AacC" ? 1 : 2; }), 1);
  EXPECT_EQ(ran, "Aab");
}

// The last: the process has a thread that was not joined from then on. The first sign of that fork
// that can be seen is the thread that ThreadSanitizer starts.
TEST(Child, OfAProcessWithADetachedThreadIsThreadSanitizers) {
  std::thread([] {}).detach();
  while (threads() > 2) std::this_thread::yield();
  EXPECT_EQ(exit_code_of(threads), 2);
}

}  // namespace
}  // namespace lockstep::process
