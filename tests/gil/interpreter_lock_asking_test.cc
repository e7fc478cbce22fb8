// SPDX-License-Identifier: MIT
// The claims of the exercise `interpreter_lock` on asking: when a waiting thread does, and how long
// its request stands.
//
// A sleep with the lock taken stands for a computation. Time is virtual and passes only while all
// threads wait, so at its end the others have waited exactly as long. The claims look a little
// before and a little after the moment that counts.
#include <chrono>
#include <stdexcept>
#include <thread>

#include "autograder/harness/claim.h"
#include "lessons/gil/interpreter_lock.h"
#include "tests/base/explore_claim.h"
#include "tests/base/explore_few.h"
#include "tests/base/in_time.h"
#include "tests/gil/beside.h"
#include "tests/gil/give_back.h"

namespace lockstep {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::this_thread::sleep_for;

constexpr milliseconds kInterval(5);  // of all locks below

CLAIM(InterpreterLock, AsksAfterAnInterval, 7,
      "a thread asks when it has waited for an interval, not before") {
  for (const bool in_an_hour : {false, true}) {
    const auto body = [in_an_hour] {
      auto lock = make_interpreter_lock(kInterval);
      lock->take();
      beside(
          [&] {
            sleep_for(milliseconds(7));
            EXPECT_FALSE(lock->drop_requested())
                << because("a thread asked before it had waited for an interval");
            sleep_for(milliseconds(2));
            EXPECT_TRUE(lock->drop_requested())
                << because("a thread had waited for an interval and did not ask");
            give_back(*lock);
          },
          [&] {
            sleep_for(milliseconds(3));
            if (!in_an_hour) {
              lock->take();
            } else if (!lock->take_for(hours(1))) {
              ADD_FAILURE() << because("the lock was not taken in an hour");
              return;
            }
            give_back(*lock);
          });
    };
    explore_few(body, in_time());
  }
}

// Takes the lock, takes turns with another thread that calls this, and drops it. The first of the
// two finds the lock as it is after a switch, with the other one waiting.
void after_a_switch(InterpreterLock& lock, bool& first) {
  lock.take();
  if (first) {
    first = false;
    EXPECT_FALSE(lock.drop_requested()) << because("there was a switch, and the request stands");
    sleep_for(kInterval - microseconds(500));
    EXPECT_FALSE(lock.drop_requested())
        << because("a thread asked though there was a switch less than an interval ago");
    sleep_for(kInterval + milliseconds(1));
    EXPECT_TRUE(lock.drop_requested())
        << because("the last switch was two intervals ago, and no waiting thread has asked");
  }
  give_back(lock);
}

CLAIM(InterpreterLock, ASwitchPutsItOff, 7,
      "a thread does not ask in the interval after a switch, but in the next one") {
  const auto body = [] {
    auto lock = make_interpreter_lock(kInterval);
    bool first = true;  // of the thread that has the lock
    const auto visit = [&] { after_a_switch(*lock, first); };
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(3));
          give_back(*lock);
        },
        visit, visit);
  };
  explore_few(body, in_time());
}

CLAIM(InterpreterLock, ASwitchEndsTheRequest, 6,
      "a switch ends the request, also when several have asked") {
  const auto body = [] {
    auto lock = make_interpreter_lock(kInterval);
    bool first = true;  // of the thread that has the lock
    const auto visit = [&] { after_a_switch(*lock, first); };
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(6));
          EXPECT_TRUE(lock->drop_requested())
              << because("two threads had waited for an interval, and none has asked");
          give_back(*lock);
        },
        visit, visit);
  };
  explore_few(body, in_time());
}

CLAIM(InterpreterLock, WokenInVainAsksInTime, 5,
      "a thread that is woken and finds the lock taken again does not wait another interval") {
  const auto body = [] {
    auto lock = make_interpreter_lock(kInterval);
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(3));
          give_back(*lock);
          lock->take();
          if (lock->switches() == 0) {  // this thread was quicker than the one that it woke
            sleep_for(milliseconds(3));
            EXPECT_TRUE(lock->drop_requested())
                << because("a thread was woken in vain and began its interval anew");
          }
          give_back(*lock);
        },
        [&] {
          lock->take();
          give_back(*lock);
        });
  };
  explore_claim(body, in_time());
}

CLAIM(InterpreterLock, SetsTheInterval, 5,
      "the interval is 5 ms, or what was set; 0 or less is an error") {
  const auto body = [] {
    EXPECT_EQ(make_interpreter_lock()->interval(), milliseconds(5))
        << because("the interval is 5 ms unless another one is given");
    auto lock = make_interpreter_lock(milliseconds(1));
    EXPECT_EQ(lock->interval(), milliseconds(1)) << because("interval() is not the one given");
    lock->set_interval(milliseconds(20));
    for (const milliseconds wrong : {milliseconds(0), milliseconds(-5)}) {
      EXPECT_THROW(make_interpreter_lock(wrong), std::invalid_argument)
          << because("an interval of zero or less must throw std::invalid_argument");
      EXPECT_THROW(lock->set_interval(wrong), std::invalid_argument)
          << because("an interval of zero or less must throw std::invalid_argument");
    }
    EXPECT_EQ(lock->interval(), milliseconds(20)) << because("interval() is not the one set");
    lock->take();
    beside(
        [&] {
          sleep_for(milliseconds(19));
          EXPECT_FALSE(lock->drop_requested())
              << because("a thread asked before the interval that was set");
          sleep_for(milliseconds(2));
          EXPECT_TRUE(lock->drop_requested())
              << because("a thread did not ask after the interval that was set");
          give_back(*lock);
        },
        [&] {
          lock->take();
          give_back(*lock);
        });
  };
  explore_few(body, in_time());
}

}  // namespace
}  // namespace lockstep
