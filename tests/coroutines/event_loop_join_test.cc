// SPDX-License-Identifier: MIT
// The claims of the exercise `event_loop` on waiting for jobs: join, join_for, gather.
#include <string>
#include <vector>

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

CLAIM(EventLoop, JoinGivesTheResult, 6, "all who join a job get its result, in order, also later") {
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

CLAIM(EventLoop, FailuresReachWhoWaits, 6, "what leaves a job comes out of every join for it") {
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

std::string what_leaves(EventLoop& loop) {
  try {
    loop.run();
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
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

Routine gather(EventLoop& loop, Diary& diary, std::vector<Job> jobs, std::vector<int> expected) {
  const std::vector<int> results = co_await loop.gather(jobs);
  EXPECT_EQ(results, expected) << because("gather() did not give each result in its place");
  diary.write('g');
  co_return 0;
}

CLAIM(EventLoop, GatherGivesResultsInOrder, 6, "gather() waits for all and keeps their order") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job one = loop->spawn(give_after(*loop, diary, 'x', 20));
    const Job two = loop->spawn(give_after(*loop, diary, 'y', 10));
    const Job three = loop->spawn(give_after(*loop, diary, 'z', 0));
    loop->spawn(gather(*loop, diary, {one, two, three}, {'x', 'y', 'z'}));
    run(*loop);
    EXPECT_EQ(diary.text(), "z0 y10 x20 g20") << because("gather() did not end with the last job");
    loop->spawn(gather(*loop, diary, {two, one, two}, {'y', 'x', 'y'}));
    loop->spawn(gather(*loop, diary, {}, {}));
    run(*loop);
    EXPECT_EQ(diary.text(), "z0 y10 x20 g20 g20 g20")
        << because("gather() of jobs that have ended, or of none, did not go on");
  });
}

Routine gather_failing(EventLoop& loop, Diary& diary, std::vector<Job> jobs) {
  try {
    co_await loop.gather(jobs);
    diary.write('g');
  } catch (const std::runtime_error&) {
    diary.write('G');
  }
  co_await loop.sleep(milliseconds(100));
  diary.write('h');
  co_return 0;
}

CLAIM(EventLoop, GatherFailsAtOnce, 6, "gather() throws as soon as one fails; the others go on") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job one = loop->spawn(give_after(*loop, diary, 'x', 20));
    const Job two = loop->spawn(fail_after(*loop, 10));
    loop->spawn(gather_failing(*loop, diary, {one, two}));
    run(*loop);
    EXPECT_EQ(diary.text(), "G10 x20 h110") << because(
        "gather() did not throw at once, or the others did not go on, or their end "
        "ended another wait");
    loop->spawn(gather_failing(*loop, diary, {one, two}));
    run(*loop);
    EXPECT_EQ(diary.text(), "G10 x20 h110 G110 h210")
        << because("one job had failed before gather() was called, and it did not throw");
  });
}

Routine join_for(EventLoop& loop, Diary& diary, Job job, int time) {
  try {
    co_await loop.join_for(job, milliseconds(time));
    diary.write('a');
  } catch (const TimedOut&) {
    diary.write('T');
  }
  co_await loop.sleep(milliseconds(50));
  diary.write('b');
  co_return 0;
}

CLAIM(EventLoop, TimeoutsEndTheWaitOnly, 6,
      "join_for() gives up in time, and the job goes on; or it gives the result, and forgets the "
      "time") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 20));
    loop->spawn(join_for(*loop, diary, job, 10));
    run(*loop);
    EXPECT_EQ(diary.text(), "T10 j20 b60") << because(
        "join_for() did not give up in time, or the job did not go on, or its end ended "
        "another wait");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 20));
    loop->spawn(join_for(*loop, diary, job, 50));
    run(*loop);
    EXPECT_EQ(diary.text(), "j20 a20 b70") << because(
        "join_for() did not give the result in time, or its deadline ended another wait");
    loop->spawn(join_for(*loop, diary, job, 0));
    run(*loop);
    EXPECT_EQ(diary.text(), "j20 a20 b70 a70 b120")
        << because("join_for() gives the result of a job that has ended, with any time-out");
  });
}

}  // namespace
}  // namespace lockstep
