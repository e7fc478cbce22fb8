// SPDX-License-Identifier: MIT
// The claims of the exercise `event_loop` on gather.
#include <stdexcept>
#include <string>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/coroutines/event_loop.h"
#include "tests/coroutines/diary.h"

namespace lockstep {
namespace {

Routine gather(EventLoop& loop, Diary& diary, std::vector<Job> jobs, std::vector<int> expected) {
  const std::vector<int> results = co_await loop.gather(jobs);
  EXPECT_EQ(results, expected) << because("gather() did not give each result in its place");
  diary.write('g');
  co_return 0;
}

CLAIM(EventLoop, GatherGivesResultsInOrder, 5, "gather() waits for all and keeps their order") {
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

CLAIM(EventLoop, GatherFailsAtOnce, 4, "gather() throws as soon as one fails; the others go on") {
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

CLAIM(EventLoop, GatherMayNameAJobTwice, 2, "gather() gives a result twice to who asks twice") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'x', 10));
    loop->spawn(gather(*loop, diary, {job, job}, {'x', 'x'}));
    run(*loop);
    EXPECT_EQ(diary.text(), "x10 g10")
        << because("gather() named a job twice, and did not end with it");
  });
}

// Gathers when `time` has passed; writes a G if one of the jobs failed.
Routine gather_at(EventLoop& loop, Diary& diary, std::vector<Job> jobs, int time) {
  co_await loop.sleep(milliseconds(time));
  try {
    co_await loop.gather(jobs);
    diary.write('g');
  } catch (const std::runtime_error& error) {
    diary.write('G');
  }
  co_return 0;
}

CLAIM(EventLoop, GatherSeesEarlierFailures, 2,
      "gather() throws at once if one has failed before, and does not wait for the others") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job late = loop->spawn(give_after(*loop, diary, 'x', 30));
    const Job failed = loop->spawn(fail_after(*loop, 10));
    loop->spawn(gather_at(*loop, diary, {late, failed}, 20));
    run(*loop);
    EXPECT_EQ(diary.text(), "G20 x30") << because(
        "one job had failed before gather() was called, and it waited for the other one");
  });
}

CLAIM(EventLoop, GatherTellsOfOneOnly, 2,
      "gather() tells of the exception that it throws; run() throws that of another job") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job one = loop->spawn(fail_after(*loop, 10, "one"));
    const Job two = loop->spawn(fail_after(*loop, 10, "two"));
    loop->spawn(gather_at(*loop, diary, {two, one}, 20));
    EXPECT_EQ(what_leaves(*loop), "one") << because(
        "gather() threw the exception of one job, nobody was told of another one, and run() did "
        "not throw it");
    EXPECT_EQ(diary.text(), "G20") << because("gather() of two jobs that had failed did not throw");
  });
}

}  // namespace
}  // namespace lockstep
