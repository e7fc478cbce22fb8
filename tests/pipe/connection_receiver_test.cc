// SPDX-License-Identifier: MIT
// The claims of the exercise `connection` on receivers that are gone, and on signals.
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/child.h"
#include "tests/pipe/told.h"

namespace lockstep {
namespace {

volatile sig_atomic_t sigpipes = 0;
void count_sigpipe(int) { sigpipes = sigpipes + 1; }

sigset_t only_sigpipe() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGPIPE);
  return set;
}

bool sigpipe_is_pending() {
  sigset_t set;
  ::sigpending(&set);
  return ::sigismember(&set, SIGPIPE) == 1;
}

void expect_nobody() {
  with_both_kinds([](Connection& receiver, Connection& sender) {
    receiver.close();
    for (const char* message : {"anybody?", ""}) {
      EXPECT_EQ(sent(sender, message), "nobody")
          << because("nobody is left to receive, and sending is not NoReceiver");
    }
  });
}

CLAIM(Connection, SendingToNobodyIsAnError, 6,
      "sending to nobody is an error, and no signal comes of it") {
  run_trials(
      [] {
        expect_nobody();  // SIGPIPE would end this process
        ::signal(SIGPIPE, count_sigpipe);
        expect_nobody();
        EXPECT_EQ(sigpipes, 0) << because("a handler of SIGPIPE was run");
        ::signal(SIGPIPE, SIG_DFL);
      },
      {.seeds = 2, .trouble = {}});
}

CLAIM(Connection, APendingSignalStays, 3,
      "sending to nobody leaves no SIGPIPE pending, and one that was pending before stays so") {
  run_trials(
      [] {
        const sigset_t set = only_sigpipe();
        ::sigprocmask(SIG_BLOCK, &set, nullptr);
        expect_nobody();
        EXPECT_FALSE(sigpipe_is_pending()) << because("a SIGPIPE is pending, for who lets it come");
        ::raise(SIGPIPE);
        expect_nobody();
        EXPECT_TRUE(sigpipe_is_pending())
            << because("a SIGPIPE that was pending before has been taken away");
        sigset_t now;
        ::sigprocmask(SIG_SETMASK, nullptr, &now);
        EXPECT_EQ(::sigismember(&now, SIGPIPE), 1) << because("SIGPIPE is not blocked any more");
        const timespec at_once = {};
        ::sigtimedwait(&set, nullptr, &at_once);
        ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
      },
      {.seeds = 0, .trouble = {}});
}

// What a process does about signals, as the kernel tells it.
std::string dispositions(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  std::string all;
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("SigIgn") || line.starts_with("SigCgt")) all += line + "\n";
  }
  return all;
}

CLAIM(Connection, SignalsBelongToOthers, 4,
      "what the process does about signals stays as it is, also while send() waits") {
  run_trials(
      [] {
        ::signal(SIGPIPE, count_sigpipe);
        with_both_kinds([](Connection& receiver, Connection& sender) {
          const pid_t child = child_of([&] {
            receiver.close();
            expect_sent(sender, std::string(1'000'000, 'x'));
            return 0;
          });
          sender.close();
          EXPECT_TRUE(await_asleep(child)) << because("send() does not wait, asleep, for room");
          EXPECT_EQ(dispositions(child), dispositions(::getpid()))
              << because("during send() the process does something else about signals");
          EXPECT_EQ(received(receiver), in_words(std::string(1'000'000, 'x')))
              << because("a large message is another one");
          end_of_child(child);
        });
        ::signal(SIGPIPE, SIG_DFL);
      },
      {.seeds = 0, .trouble = {}});
}

// A child that receives one message, and ends when the sender sleeps.
pid_t leaves_when_asleep(pid_t sleeper, Connection& receiver, Connection& sender) {
  return child_of([&, sleeper] {
    sender.close();
    EXPECT_EQ(received(receiver), "message message") << because("the message is another one");
    await_asleep(sleeper);
    return 0;
  });
}

CLAIM(Connection, AReceiverThatLeavesMeanwhileIsTold, 5,
      "a receiver that goes while send() waits for room, or dies at any moment, is told") {
  const std::string large(1'000'000, 'x');
  const int deaths = kill_at_each_call("1.1", [&] {
    with_both_kinds([&](Connection& receiver, Connection& sender) {
      const pid_t child = leaves_when_asleep(::getpid(), receiver, sender);
      receiver.close();
      std::string how = sent(sender, "message");
      if (how == "sent") how = sent(sender, large);
      EXPECT_EQ(how, "nobody") << because("the receiver is gone, and sending is not NoReceiver");
      end_of_child(child);
    });
  });
  EXPECT_GT(deaths, 0) << because("the child was not there");
  run_trials(
      [&] {
        with_both_kinds([&](Connection& receiver, Connection& sender) {
          const pid_t child = leaves_when_asleep(::getpid(), receiver, sender);
          receiver.close();
          std::string how = "sent";
          for (int i = 0; i < 10'000 && how == "sent"; ++i) how = sent(sender, "message");
          EXPECT_EQ(how, "nobody")
              << because("the receiver is gone, and sending is not NoReceiver");
          end_of_child(child);
        });
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(Connection, AnEndThatDiesIsTold, 4,
      "an end that dies at any moment is gone, whatever it has not received or half sent") {
  const int deaths = kill_at_each_call("1.1", [] {
    auto [mine, yours] = make_two_way_pipe();
    expect_sent(*mine, "question");
    expect_sent(*mine, "another, which nobody receives");
    const pid_t child = child_of([&] {
      mine->close();
      EXPECT_EQ(received(*yours), "message question") << because("the message is another one");
      expect_sent(*yours, "answer");
      return 0;
    });
    yours->close();
    end_of_child(child);
    const int bytes = bytes_in(mine->fileno());
    const std::string got = received(*mine);
    if (got != "message answer") {
      EXPECT_EQ(got, bytes == 0 ? "end" : "cut")
          << because("the other end has died, and what that left behind was not told");
    }
    EXPECT_EQ(received(*mine), "end") << because("the other end has died, and there is no end");
    EXPECT_EQ(sent(*mine, "anybody?"), "nobody")
        << because("the other end has died, and sending to it is not NoReceiver");
  });
  EXPECT_GT(deaths, 0) << because("the child was not there");
}

}  // namespace
}  // namespace lockstep
