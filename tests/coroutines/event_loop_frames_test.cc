// SPDX-License-Identifier: MIT
// The claims of the exercise `event_loop` on frames and errors.
#include <stdexcept>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/event_loop.h"
#include "tests/coroutines/alive.h"
#include "tests/coroutines/diary.h"

namespace lockstep {
namespace {

Routine hold(EventLoop& loop, int time, Alive) {
  co_await loop.sleep(milliseconds(time));
  co_return 0;
}

Routine count_alive(EventLoop& loop, std::vector<int>& counts) {
  for (const int time : {0, 10, 10}) {
    counts.push_back(Alive::count());
    co_await loop.sleep(milliseconds(time));
  }
  co_return 0;
}

CLAIM(EventLoop, FramesAreFreed, 6, "a frame is freed when its job ends, or with the loop") {
  std::vector<int> counts;
  in_virtual_time([&] {
    counts.clear();
    const auto loop = make_event_loop();
    loop->spawn(hold(*loop, 0, Alive()));
    loop->spawn(hold(*loop, 5, Alive()));
    const Job cancelled = loop->spawn(hold(*loop, 5, Alive()));
    loop->spawn(count_alive(*loop, counts));
    loop->cancel(cancelled);
    run(*loop);
    EXPECT_EQ(counts, (std::vector<int>{2, 1, 0}))
        << because("a job has ended, another one has a turn, and the frame is still there");
  });
  const auto left = bytes_left_by([] {
    const auto loop = make_event_loop();
    loop->spawn(hold(*loop, 0, Alive()));
  });
  EXPECT_EQ(Alive::count(), 0) << because("the loop is gone, and not the frame of its job");
  EXPECT_EQ(left, 0) << because("a loop is gone, and not all of its memory");
}

Routine join_what_is_not_there(EventLoop& loop, Job job, int& refused) {
  try {
    co_await loop.join(job);
  } catch (const std::invalid_argument&) {
    ++refused;
  }
  co_return 0;
}

Routine run_again(EventLoop& loop, int& refused) {
  try {
    loop.run();
  } catch (const std::logic_error&) {
    ++refused;
  }
  co_return 0;
}

CLAIM(EventLoop, ErrorsAreTold, 5,
      "unknown jobs, a circle of waiting jobs, and run() in a job are errors") {
  in_virtual_time([] {
    int refused = 0;
    const auto loop = make_event_loop();
    const Job first = loop->spawn(run_again(*loop, refused));
    loop->spawn(join_what_is_not_there(*loop, first + 1'000, refused));
    run(*loop);
    EXPECT_EQ(refused, 2) << because("run() by a job, or join() of an unknown job, is no error");
    EXPECT_THROW(loop->cancel(first + 1'000), std::invalid_argument)
        << because("cancel() of an unknown job is no error");
  });
  in_virtual_time([] {
    Diary diary;
    {
      const auto loop = make_event_loop();
      Job later = 0;
      loop->spawn(give_after(*loop, diary, 's', 10));
      const auto wait = [](EventLoop& in, const Job& job, Alive) -> Routine {
        co_await in.sleep(milliseconds(1));
        co_return co_await in.join(job);
      };
      const Job one = loop->spawn(wait(*loop, later, Alive()));
      later = loop->spawn(wait(*loop, one, Alive()));
      EXPECT_THROW(loop->run(), std::logic_error)
          << because("jobs wait for each other, and run() did not say so");
      EXPECT_EQ(diary.text(), "s10") << because("jobs wait for each other: others are to go on");
    }
    EXPECT_EQ(Alive::count(), 0) << because(
        "jobs waited for each other, the loop is gone, and their frames are not");
  });
}

}  // namespace
}  // namespace lockstep
