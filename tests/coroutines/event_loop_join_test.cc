// SPDX-License-Identifier: MIT
// The claims of the exercise `event_loop` on waiting for a job: join and join_for. Those on gather
// are in event_loop_gather_test.cc.
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/event_loop.h"
#include "tests/coroutines/diary.h"

namespace lockstep {
namespace {

Routine expect_result(EventLoop& loop, Job job, int expected) {
  const int result = co_await loop.join(job);
  EXPECT_EQ(result, expected) << because("join() gave another result than the job's");
  co_return result;
}

CLAIM(EventLoop, JoinGivesTheResult, 5, "all who join a job get its result, in order, also later") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 10));
    for (const char who : {'b', 'a', 'c'}) loop->spawn(join(*loop, diary, who, job));
    loop->spawn(expect_result(*loop, job, 'j'));
    run(*loop);
    EXPECT_EQ(diary.text(), "j10 b10 a10 c10")
        << because("who joins a job goes on when it has ended, in the order of waiting");
    loop->spawn(expect_result(*loop, job, 'j'));
    loop->spawn(join(*loop, diary, 'd', job));
    loop->spawn(give_after(*loop, diary, 'e', 0));
    run(*loop);
    EXPECT_EQ(diary.text(), "j10 b10 a10 c10 d10 e10") << because(
        "the result of a job that has ended is kept, and join() lets others have a turn");
  });
}

CLAIM(EventLoop, FailuresReachWhoWaits, 5, "what leaves a job comes out of every join for it") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(fail_after(*loop, 10));
    loop->spawn(join(*loop, diary, 'a', job));
    loop->spawn(join(*loop, diary, 'b', job));
    loop->spawn(give_after(*loop, diary, 'c', 20));
    run(*loop);
    loop->spawn(join(*loop, diary, 'd', job));
    run(*loop);
    EXPECT_EQ(diary.text(), "A10 B10 c20 D20") << because(
        "a job failed: it was not told to all that wait for it, or others did not go on");
  });
}

CLAIM(EventLoop, UnheardFailuresLeaveRun, 5,
      "run() throws the first exception of a job that nobody was told of, when all have ended") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job heard = loop->spawn(fail_after(*loop, 10, "heard"));
    loop->spawn(join(*loop, diary, 'a', heard));
    loop->spawn(fail_after(*loop, 30, "second"));
    loop->spawn(fail_after(*loop, 20, "first"));
    loop->spawn(give_after(*loop, diary, 'b', 40));
    EXPECT_EQ(what_leaves(*loop), "first")
        << because("run() did not throw the first exception that nobody was told of");
    EXPECT_EQ(diary.text(), "A10 b40") << because("a job failed, and others did not go on");
    EXPECT_EQ(what_leaves(*loop), "") << because("run() threw an exception once more");
  });
}

Routine join_for(EventLoop& loop, Diary& diary, Job job, EventLoop::Duration time) {
  try {
    co_await loop.join_for(job, time);
    diary.write('a');
  } catch (const TimedOut&) {
    diary.write('T');
  }
  co_await loop.sleep(milliseconds(50));
  diary.write('b');
  co_return 0;
}

CLAIM(EventLoop, TimeoutsEndTheWaitOnly, 5,
      "join_for() gives up in time, and the job goes on; or it gives the result, and forgets the "
      "time") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 20));
    loop->spawn(join_for(*loop, diary, job, milliseconds(10)));
    run(*loop);
    EXPECT_EQ(diary.text(), "T10 j20 b60") << because(
        "join_for() did not give up in time, or the job did not go on, or its end ended "
        "another wait");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 20));
    loop->spawn(join_for(*loop, diary, job, milliseconds(50)));
    run(*loop);
    EXPECT_EQ(diary.text(), "j20 a20 b70") << because(
        "join_for() did not give the result in time, or its deadline ended another wait");
    loop->spawn(join_for(*loop, diary, job, milliseconds(0)));
    run(*loop);
    EXPECT_EQ(diary.text(), "j20 a20 b70 a70 b120")
        << because("join_for() gives the result of a job that has ended, with any time-out");
  });
}

Routine block(Diary& diary) {
  std::this_thread::sleep_for(milliseconds(50));  // not co_await
  diary.write('b');
  co_return 0;
}

CLAIM(EventLoop, TheTurnDecidesOnTheTimeout, 2,
      "join_for() throws TimedOut if the job has not ended when it is the waiting job's turn") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 10));
    loop->spawn(join_for(*loop, diary, job, milliseconds(20)));
    loop->spawn(block(diary));
    run(*loop);
    EXPECT_EQ(diary.text(), "b50 j50 a50 b100") << because(
        "the job had ended when the one that waited had its turn, a bit late: it gets the result");
  });
}

CLAIM(EventLoop, TheLongestTimeIsLong, 2, "a job may wait for the longest time that there is") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const auto longest = EventLoop::Duration::max();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 10));
    loop->spawn(join_for(*loop, diary, job, longest));
    run(*loop);
    EXPECT_EQ(diary.text(), "j10 a10 b60") << because("join_for() with the longest time gave up");
  });
}

}  // namespace
}  // namespace lockstep
