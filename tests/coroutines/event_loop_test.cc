// SPDX-License-Identifier: MIT
// The claims of the exercise `event_loop` on turns and time. Those on waiting for jobs are in
// event_loop_join_test.cc and event_loop_gather_test.cc, on cancelling in
// event_loop_cancel_test.cc, on frames and errors in event_loop_frames_test.cc.
#include "lessons/coroutines/event_loop.h"

#include <thread>

#include "autograder/harness/claim.h"
#include "tests/coroutines/diary.h"

namespace lockstep {
namespace {

// Writes, lets the others go, and writes again.
Routine write(EventLoop& loop, Diary& diary, char who, int times) {
  for (int turn = 0; turn < times; ++turn) {
    diary.write(who);
    co_await loop.sleep(milliseconds(turn == 1 ? -1 : 0));
  }
  co_return 0;
}

Routine spawn_two(EventLoop& loop, Diary& diary) {
  diary.write('s');
  loop.spawn(write(loop, diary, 'x', 1));
  loop.spawn(write(loop, diary, 'y', 1));
  diary.write('t');
  co_await loop.sleep(milliseconds(0));
  diary.write('u');
  co_return 0;
}

CLAIM(EventLoop, JobsTakeTurns, 5, "jobs run within run(), in turn, each until its next co_await") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    loop->spawn(write(*loop, diary, 'a', 3));
    loop->spawn(write(*loop, diary, 'b', 2));
    loop->spawn(write(*loop, diary, 'c', 1));
    EXPECT_EQ(diary.text(), "") << because("spawn() ran the job");
    run(*loop);
    EXPECT_EQ(diary.text(), "a0 b0 c0 a0 b0 a0")
        << because("the turns were taken in another order");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    loop->spawn(spawn_two(*loop, diary));
    loop->spawn(write(*loop, diary, 'a', 1));
    run(*loop);
    EXPECT_EQ(diary.text(), "s0 t0 a0 x0 y0 u0")
        << because("a job that a job spawns runs when it is its turn, behind those that are ready");
    loop->spawn(write(*loop, diary, 'z', 1));
    run(*loop);
    EXPECT_EQ(diary.text(), "s0 t0 a0 x0 y0 u0 z0")
        << because("jobs may be spawned and run after run() has returned");
  });
}

CLAIM(EventLoop, SleepersWakeInOrder, 5, "sleepers wake in time and in the order of deadlines") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    loop->spawn(give_after(*loop, diary, 'c', 30));
    loop->spawn(give_after(*loop, diary, 'a', 10));
    loop->spawn(give_after(*loop, diary, 'd', 40));
    loop->spawn(give_after(*loop, diary, 'b', 20));
    run(*loop);
    EXPECT_EQ(diary.text(), "a10 b20 c30 d40")
        << because("sleepers woke at another time or in another order");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    for (const char who : {'d', 'a', 'c', 'b', 'f', 'e'}) {
      loop->spawn(give_after(*loop, diary, who, 10));
    }
    run(*loop);
    EXPECT_EQ(diary.text(), "d10 a10 c10 b10 f10 e10")
        << because("sleepers with the same deadline wake in the order in which they began");
  });
}

Routine sleep_twice(EventLoop& loop, Diary& diary) {
  co_await loop.sleep(milliseconds(10));
  std::this_thread::sleep_for(milliseconds(10));  // works for so long
  co_await loop.sleep(milliseconds(10));
  diary.write('a');
  co_return 0;
}

CLAIM(EventLoop, DeadlinesCountFromTheWait, 4, "a deadline is counted from its co_await") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    std::this_thread::sleep_for(milliseconds(10));
    loop->spawn(sleep_twice(*loop, diary));
    std::this_thread::sleep_for(milliseconds(10));
    run(*loop);
    EXPECT_EQ(diary.text(), "a50") << because("a deadline was not counted from its co_await");
  });
}

CLAIM(EventLoop, TheThreadSleepsUntilADeadline, 5,
      "while no job is ready, the thread sleeps until the next deadline") {
  // A sleep and a few looks at the clock for each deadline; who spins or looks every millisecond
  // makes hundreds of steps.
  in_virtual_time(
      [] {
        Diary diary;
        const auto loop = make_event_loop();
        loop->spawn(give_after(*loop, diary, 'a', 2'000));
        loop->spawn(give_after(*loop, diary, 'b', 3'000));
        run(*loop);
        EXPECT_GE(diary.milliseconds_passed(), 3'000) << because("a sleeper woke too early");
      },
      50);
}

Routine be_always_ready(EventLoop& loop, const bool& woken) {
  for (int turn = 0; turn < 50 && !woken; ++turn) {
    std::this_thread::sleep_for(milliseconds(1));  // works for so long
    co_await loop.sleep(milliseconds(0));
  }
  co_return 0;
}

Routine wake(EventLoop& loop, Diary& diary, bool& woken) {
  co_await loop.sleep(milliseconds(10));
  diary.write('w');
  woken = true;
  co_return 0;
}

CLAIM(EventLoop, SleepersAreNotKeptWaiting, 5,
      "a sleeper has its turn also when others are ready all the time") {
  in_virtual_time([] {
    Diary diary;
    bool woken = false;
    const auto loop = make_event_loop();
    loop->spawn(be_always_ready(*loop, woken));
    loop->spawn(be_always_ready(*loop, woken));
    loop->spawn(wake(*loop, diary, woken));
    run(*loop);
    EXPECT_EQ(diary.text(), "w10")
        << because("others were ready all the time, and a sleeper woke late");
  });
}

Routine block(Diary& diary) {
  std::this_thread::sleep_for(milliseconds(50));  // not co_await
  diary.write('b');
  co_return 0;
}

Routine note_thread(std::thread::id* id) {
  *id = std::this_thread::get_id();
  co_return 0;
}

CLAIM(EventLoop, ABlockingJobHoldsUpAll, 4,
      "all jobs share the thread of run(): one that blocks stops all") {
  in_virtual_time([] {
    Diary diary;
    std::thread::id id;
    const auto loop = make_event_loop();
    loop->spawn(give_after(*loop, diary, 'a', 10));
    loop->spawn(block(diary));
    loop->spawn(give_after(*loop, diary, 'c', 0));
    loop->spawn(note_thread(&id));
    run(*loop);
    EXPECT_EQ(id, std::this_thread::get_id()) << because("a job ran on another thread");
    const bool blocked = diary.text() == "b50 c50 a50" || diary.text() == "b50 a50 c50";
    EXPECT_TRUE(blocked) << because("a job blocked the thread for 50 ms, and others ran meanwhile");
  });
}

}  // namespace
}  // namespace lockstep
