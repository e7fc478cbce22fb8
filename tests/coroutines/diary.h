// SPDX-License-Identifier: MIT
// What the claims on event loops share: jobs that write down when they had which turn.
#ifndef TESTS_COROUTINES_DIARY_H_
#define TESTS_COROUTINES_DIARY_H_

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

#include "autograder/explorer/explore.h"
#include "autograder/harness/claim.h"
#include "lessons/base/not_implemented.h"
#include "lessons/coroutines/event_loop.h"
#include "tests/base/in_time.h"

namespace lockstep {

using base::Routine;
using std::chrono::milliseconds;
using Job = EventLoop::Job;

// Runs a body with one thread in virtual time: a sleep ends exactly in time, and costs none. A loop
// that makes more steps in there (looks at the clock, sleeps) makes no progress.
inline void in_virtual_time(const std::function<void()>& body, int max_steps = 2'000) {
  explorer::Options options = in_time();
  options.schedules = 4;
  options.max_steps = max_steps;
  explorer::explore(body, options);
}

// A page on which jobs write: "a0 b10" is job a at once and job b after 10 milliseconds. All times
// are multiples of 10 and rounded down to them: for a loop that spins the explorer's clock goes in
// steps, and only one claim is about that.
class Diary {
 public:
  void write(char who) {
    const auto time = std::chrono::steady_clock::now() - start_;
    if (!text_.empty()) text_ += ' ';
    text_ += who + std::to_string(10 * (time / milliseconds(10)));
  }
  const std::string& text() const { return text_; }
  long long milliseconds_passed() const {
    return (std::chrono::steady_clock::now() - start_) / milliseconds(1);
  }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::string text_;
};

// Runs all jobs, of which some may fail. Gives the words of the exception that run() throws.
inline std::string what_leaves(EventLoop& loop) {
  try {
    loop.run();
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

// Runs all jobs. No exception is to come out of that.
inline void run(EventLoop& loop) {
  try {
    loop.run();
  } catch (const NotImplemented&) {
    throw;
  } catch (const std::exception& error) {
    ADD_FAILURE() << because(
                         "run() threw an exception, though every job can end and whoever is to "
                         "be told of a failure was there: ")
                  << error.what();
  }
}

// Gives its letter after a time.
inline Routine give_after(EventLoop& loop, Diary& diary, char who, int time) {
  co_await loop.sleep(milliseconds(time));
  diary.write(who);
  co_return who;
}

inline Routine fail_after(EventLoop& loop, int time, std::string words = "a job failed") {
  co_await loop.sleep(milliseconds(time));
  throw std::runtime_error(words);
}

// Waits for a job, and writes a capital letter if that was cancelled or failed.
inline Routine join(EventLoop& loop, Diary& diary, char who, Job job) {
  try {
    const int result = co_await loop.join(job);
    diary.write(who);
    co_return result;
  } catch (const std::exception&) {
    diary.write(static_cast<char>(who - 'a' + 'A'));
    co_return 0;
  }
}

inline Routine cancel_after(EventLoop& loop, int time, Job job) {
  co_await loop.sleep(milliseconds(time));
  co_return loop.cancel(job) ? 1 : 0;
}

}  // namespace lockstep

#endif  // TESTS_COROUTINES_DIARY_H_
