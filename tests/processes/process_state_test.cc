// SPDX-License-Identifier: MIT
// The claims of the exercise `process_state` on processes that stay as they are.
#include "lessons/processes/process_state.h"

#include <sched.h>
#include <sys/prctl.h>

#include <climits>
#include <thread>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/processes/target.h"

namespace lockstep {
namespace {

using enum ProcessState;

CLAIM(ProcessState, WaitingIsBlocked, 8, "a process that waits is blocked, whatever it waits for") {
  run_trials(
      [] {
        Gate never;
        const Target waits([&] { never.pass(); });
        // Until its child has ended, nothing but a signal that ends it can wake this one: state D.
        const Target deep([&] { const Target child([&] { never.pass(); }, CLONE_VFORK); });
        await_letters(waits.process(), "S");
        await_letters(deep.process(), "D");
        EXPECT_EQ(process_state(waits.process()), kBlocked)
            << because("a process that waits at a pipe is not blocked");
        EXPECT_EQ(process_state(deep.process()), kBlocked)
            << because("a process in state D is not blocked");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, RunningIsRunnable, 8,
      "a process that computes is runnable, and so is the caller") {
  run_trials(
      [] {
        const Target runs([] { spin(); });
        EXPECT_EQ(process_state(runs.process()), kRunnable)
            << because("a process that computes is not runnable");
        EXPECT_EQ(process_state(::getpid()), kRunnable) << because("the caller is not runnable");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, StoppedIsStopped, 8, "a process whose threads are all stopped is stopped") {
  run_trials(
      [] {
        Gate never;
        const Target two([&] {
          std::thread second([&] { never.pass(); });
          spin();
        });
        await_letters(two.process(), "RS");
        ::kill(two.process(), SIGSTOP);
        await_letters(two.process(), "TT");
        EXPECT_EQ(process_state(two.process()), kStopped) << because("a stopped process is not");
        ::kill(two.process(), SIGCONT);
        await_letters(two.process(), "RS");
        EXPECT_EQ(process_state(two.process()), kRunnable)
            << because("a process that goes on is not runnable");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, AZombieStays, 8, "a look at a zombie says so and leaves it; then it is gone") {
  run_trials(
      [] {
        const pid_t child = child_of([] { return 7; });
        await_end(child);
        await_state(child, 'Z');
        for (int look = 0; look < 2; ++look) {
          EXPECT_EQ(process_state(child), kZombie) << because("a zombie is not called one");
        }
        EXPECT_EQ(end_of_child(child), 7) << because("a look collected the zombie");
        EXPECT_EQ(process_state(child), kGone) << because("a process that is gone is not");
        for (const pid_t none : {0, -1, INT_MAX, INT_MIN}) {
          EXPECT_EQ(process_state(none), kGone) << because("an id that none can have is not gone");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, NamesMayHoldAnything, 10, "the name of a process is no part of its state") {
  run_trials(
      [] {
        const std::string names[] = {"a b",
                                     "(",
                                     ")",
                                     ") Z (",
                                     ") R 1",
                                     "x) T 1 1",
                                     "State:\tZ",
                                     "a\nState:\tT",
                                     "\n) R 1 1 1",
                                     "(a) Z (b) R",
                                     "fifteen letters",
                                     ""};
        Notes renamed;
        Notes wanted;
        const Target target([&] {
          for (;;) {
            ::prctl(PR_SET_NAME, names[wanted.take()].c_str());
            renamed.post(0);
          }
        });
        for (long name = 0; name < std::ssize(names); ++name) {
          wanted.post(name);
          renamed.take();
          await_letters(target.process(), "S");
          EXPECT_EQ(process_state(target.process()), kBlocked)
              << because("a process that waits is not blocked when its name is odd");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, AnyThreadCounts, 8, "a process is runnable while any thread of it is") {
  run_trials(
      [] {
        Gate begin;
        const Target second_runs([&] {
          std::thread([&] {
            begin.pass();
            spin();
          }).join();
        });
        await_letters(second_runs.process(), "SS");
        await_asleep(second_runs.process());  // the first one is in join(), and stays there
        begin.open();
        await_letters(second_runs.process(), "SR");
        EXPECT_EQ(process_state(second_runs.process()), kRunnable)
            << because("its second thread computes, and it is not runnable");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, TheLeaderMayEndFirst, 10,
      "a process lives on when its first thread has ended") {
  run_trials(
      [] {
        Gate never;
        const Target waits([&] {
          std::thread second([&] { never.pass(); });
          end_this_thread();
        });
        const Target runs([] {
          std::thread second(spin);
          end_this_thread();
        });
        await_letters(waits.process(), "ZS");
        await_asleep(waits.process());
        await_letters(runs.process(), "ZR");
        EXPECT_EQ(process_state(waits.process()), kBlocked)
            << because("its second thread waits, and it is not blocked");
        EXPECT_EQ(process_state(runs.process()), kRunnable)
            << because("its second thread computes, and it is not runnable");
        ::kill(waits.process(), SIGSTOP);
        await_letters(waits.process(), "ZT");
        EXPECT_EQ(process_state(waits.process()), kStopped)
            << because("its second thread is stopped, and it is not");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(ProcessState, TimesAreThoseOfAllThreads, 12,
      "times and turns are the sums over all threads") {
  run_trials(
      [] {
        const Target three([] {
          std::thread first(spin);
          std::thread second(spin);
          end_this_thread();
        });
        await_letters(three.process(), "ZRR");
        ::kill(three.process(), SIGSTOP);
        await_letters(three.process(), "ZTT");
        long running = 0, ready = 0, turns = 0;
        for (const auto& [thread, text] : thread_files(three.process(), "schedstat")) {
          long numbers[3] = {};
          std::sscanf(text.c_str(), "%ld %ld %ld", &numbers[0], &numbers[1], &numbers[2]);
          running += numbers[0];
          ready += numbers[1];
          turns += numbers[2];
        }
        const ProcessorTime time = processor_time(three.process()).value_or(ProcessorTime());
        EXPECT_EQ(time.running.count(), running) << because("the running time is another");
        EXPECT_EQ(time.ready.count(), ready) << because("the time of being ready is another");
        EXPECT_EQ(time.turns, turns) << because("the number of turns is another");
        EXPECT_FALSE(processor_time(-1)) << because("a process that is gone has had no time");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
