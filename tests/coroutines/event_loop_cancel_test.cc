// SPDX-License-Identifier: MIT
// The claims of the exercise `event_loop` on cancelling.
#include "autograder/harness/claim.h"
#include "lessons/coroutines/event_loop.h"
#include "tests/coroutines/diary.h"

namespace lockstep {
namespace {

// Sleeps; if it is cancelled, writes a C, and goes on for two more waits.
Routine survive(EventLoop& loop, Diary& diary) {
  try {
    co_await loop.sleep(milliseconds(30));
    diary.write('s');
  } catch (const Cancelled&) {
    diary.write('C');
  }
  co_await loop.sleep(milliseconds(0));
  co_await loop.sleep(milliseconds(50));
  diary.write('t');
  co_return 5;
}

CLAIM(EventLoop, CancelEndsTheWait, 5,
      "a cancelled job is thrown out of its wait, and who joins it is told") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job sleeper = loop->spawn(give_after(*loop, diary, 's', 1'000));
    const Job first = loop->spawn(join(*loop, diary, 'a', sleeper));
    loop->spawn(join(*loop, diary, 'b', first));
    loop->spawn(cancel_after(*loop, 10, sleeper));
    run(*loop);
    EXPECT_EQ(diary.text(), "A10 b10") << because("a sleeper was cancelled after 10 ms");
    EXPECT_LE(diary.milliseconds_passed(), 20)
        << because("run() waited for the deadline of a job that was cancelled");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 20));
    const Job waiting = loop->spawn(join(*loop, diary, 'a', job));
    loop->spawn(cancel_after(*loop, 10, waiting));
    run(*loop);
    EXPECT_EQ(diary.text(), "A10 j20")
        << because("a job that waits for another one was cancelled: only its own wait ends");
  });
}

CLAIM(EventLoop, CancelIsThrownOnce, 6,
      "a job that catches Cancelled goes on, and later waits are whole") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(survive(*loop, diary));
    loop->spawn(join(*loop, diary, 'a', job));
    loop->spawn(cancel_after(*loop, 10, job));
    run(*loop);
    EXPECT_EQ(diary.text(), "C10 t60 a60")
        << because("a job caught Cancelled and went on: its next waits are to be as any other");
  });
}

Routine cancel_now(EventLoop& loop, const Job& job) {
  loop.cancel(job);
  co_return 0;
}

Routine write_now(Diary& diary) {
  diary.write('n');
  co_return 0;
}

Routine cancel_itself(EventLoop& loop, Diary& diary, const Job& itself) {
  loop.cancel(itself);
  diary.write('a');
  try {
    co_await loop.sleep(milliseconds(10));
    diary.write('b');
  } catch (const Cancelled&) {
    diary.write('C');
  }
  co_return 0;
}

CLAIM(EventLoop, CancelReachesEveryJob, 6,
      "a job is cancelled also while it is ready, running, or not begun") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    Job not_begun = 0;
    loop->spawn(cancel_now(*loop, not_begun));  // by reference: it is known when that runs
    not_begun = loop->spawn(write_now(diary));
    loop->spawn(join(*loop, diary, 'a', not_begun));
    run(*loop);
    EXPECT_EQ(diary.text(), "A0") << because(
        "a job that had not begun was cancelled, and it ran, or "
        "who joined it was not told");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    Job ready = 0;
    const auto sleep_and_cancel = [](EventLoop& in, const Job& job) -> Routine {
      co_await in.sleep(milliseconds(10));
      in.cancel(job);
      co_return 0;
    };
    loop->spawn(sleep_and_cancel(*loop, ready));
    ready = loop->spawn(give_after(*loop, diary, 'r', 10));
    loop->spawn(join(*loop, diary, 'a', ready));
    run(*loop);
    EXPECT_EQ(diary.text(), "A10") << because(
        "a job whose wait was over was cancelled before its turn, and it did not notice");
  });
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    Job itself = 0;
    itself = loop->spawn(cancel_itself(*loop, diary, itself));
    run(*loop);
    EXPECT_EQ(diary.text(), "a0 C0")
        << because("a running job gets Cancelled at its next co_await");
  });
}

Routine cancel_in_second_turn(EventLoop& loop, const Job& job) {
  co_await loop.sleep(milliseconds(0));
  loop.cancel(job);
  co_return 0;
}

Routine note_cancel(EventLoop& loop, Diary& diary) {
  try {
    co_await loop.sleep(milliseconds(0));
    diary.write('r');
  } catch (const Cancelled&) {
    diary.write('C');
  }
  co_return 0;
}

CLAIM(EventLoop, CancelKeepsThePlace, 2, "a ready job that is cancelled keeps its place") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    Job ready = 0;
    loop->spawn(cancel_in_second_turn(*loop, ready));  // by reference: it is known when that runs
    ready = loop->spawn(note_cancel(*loop, diary));
    loop->spawn(give_after(*loop, diary, 'x', 0));
    run(*loop);
    EXPECT_EQ(diary.text(), "C0 x0")
        << because("a job was ready when it was cancelled, and another one had its turn before it");
  });
}

CLAIM(EventLoop, CancelOfWhatHasEndedDoesNothing, 3,
      "cancelling a job that has ended does nothing") {
  in_virtual_time([] {
    Diary diary;
    const auto loop = make_event_loop();
    const Job job = loop->spawn(give_after(*loop, diary, 'j', 10));
    const Job cancelling = loop->spawn(cancel_after(*loop, 20, job));
    run(*loop);
    EXPECT_FALSE(loop->cancel(job)) << because("a job that had ended was cancelled");
    EXPECT_FALSE(loop->cancel(cancelling)) << because("a job that had ended was cancelled");
    loop->spawn(join(*loop, diary, 'a', job));
    run(*loop);
    EXPECT_EQ(diary.text(), "j10 a20") << because("a job that had ended lost its result");
  });
}

}  // namespace
}  // namespace lockstep
