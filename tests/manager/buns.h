// SPDX-License-Identifier: MIT
// A count of the claims, which holds one process up in the middle.
#ifndef TESTS_MANAGER_BUNS_H_
#define TESTS_MANAGER_BUNS_H_

#include <unistd.h>

#include <cstddef>
#include <memory>
#include <set>

#include "autograder/process/order.h"
#include "lessons/base/managed_count.h"

namespace lockstep {

// A number of buns that a server process holds; the server is process 1.1 of a trial when the body
// makes it, and the first child of the claim or of the solution 1.2.
//
// The first process that has got the number goes on only when so many others have come and each of
// them sleeps or has ended. So whoever may come in between does.
class Buns final : public base::ManagedCount {
 public:
  // 0 others: nobody is held up.
  explicit Buns(int number, int others = 0)
      : real_(base::make_managed_count(number)), others_(others) {
    for (int ticket = 0; ticket < others + 10; ++ticket) tickets_.post(ticket);
  }

  int get() override {
    arrive();
    const int number = real_->get();
    if (others_ > 0 && has_got_ != ::getpid()) {
      has_got_ = ::getpid();
      if (tickets_.take() == 0) await_others();
    }
    return number;
  }
  void set(int number) override {
    arrive();
    real_->set(number);
  }
  void acquire() override {
    arrive();
    real_->acquire();
  }
  void release() override { real_->release(); }
  pid_t server() const override { return real_->server(); }

  // What is there, for the claim.
  int left() { return real_->get(); }

 private:
  void arrive() {
    if (others_ > 0 && has_come_ != ::getpid()) arrived_.post(has_come_ = ::getpid());
  }

  void await_others() {
    std::set<pid_t> others;
    while (others.size() < static_cast<std::size_t>(others_)) {
      const auto process = static_cast<pid_t>(arrived_.take());
      if (process != ::getpid()) others.insert(process);
    }
    // Who waits for an answer to get() sleeps, too, until the server comes to it; the same for
    // set().
    for (int call = 0; call < 3; ++call) {
      for (const pid_t process : others) await_asleep(process);
      await_asleep(server());
    }
  }

  const std::unique_ptr<base::ManagedCount> real_;
  const int others_;
  Notes arrived_;
  Notes tickets_;  // who takes 0 is the first
  // This process, once it has; inherited from another one before.
  pid_t has_come_ = 0;
  pid_t has_got_ = 0;
};

}  // namespace lockstep

#endif  // TESTS_MANAGER_BUNS_H_
