// SPDX-License-Identifier: MIT
// A global lock for one thread alone, which counts what is done to it and answers as the claim
// says. It changes errno, as a global lock may.
#ifndef TESTS_GIL_SCRIPTED_LOCK_H_
#define TESTS_GIL_SCRIPTED_LOCK_H_

#include <cerrno>
#include <functional>
#include <utility>

#include "autograder/harness/claim.h"
#include "lessons/base/global_lock.h"

namespace lockstep {

class ScriptedLock : public base::GlobalLock {
 public:
  // Answers the look with this number, from 1 on, whether the drop is requested.
  using Answer = std::function<bool(int look)>;

  explicit ScriptedLock(Answer answer = [](int) { return false; }) : answer_(std::move(answer)) {}

  // What others do whenever the lock has been dropped.
  void meanwhile(std::function<void()> others) { others_ = std::move(others); }

  void take() override {
    EXPECT_FALSE(taken_) << because("the lock was taken by the thread that had it already");
    taken_ = true;
    ++takes_;
    errno = ENOLCK;
  }

  void drop() override {
    EXPECT_TRUE(taken_) << because("the lock was dropped by a thread that did not have it");
    taken_ = false;
    ++drops_;
    if (others_) others_();
    errno = ENOLCK;
  }

  bool drop_requested() const override {
    EXPECT_TRUE(taken_) << because("a thread without the lock asked whether to drop it");
    return answer_(++looks_);
  }

  bool taken() const { return taken_; }
  int takes() const { return takes_; }
  int drops() const { return drops_; }
  int looks() const { return looks_; }

 private:
  const Answer answer_;
  std::function<void()> others_;
  bool taken_ = false;
  int takes_ = 0;
  int drops_ = 0;
  mutable int looks_ = 0;
};

}  // namespace lockstep

#endif  // TESTS_GIL_SCRIPTED_LOCK_H_
