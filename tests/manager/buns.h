// SPDX-License-Identifier: MIT
// A count of the claims, which holds one process up in the middle, or fails.
#ifndef TESTS_MANAGER_BUNS_H_
#define TESTS_MANAGER_BUNS_H_

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "autograder/process/no_trouble.h"
#include "autograder/process/order.h"
#include "autograder/runner/asleep.h"
#include "autograder/runner/tree.h"
#include "lessons/base/managed_count.h"

namespace lockstep {

// A number of buns that a server process holds; the server is process 1.1 of a trial when the body
// makes it, and the first child of the claim or of the solution 1.2.
class Buns final : public base::ManagedCount {
 public:
  // What is done to the first process that gets the number, or to the first call of this process.
  enum class Trouble { kNone, kHeldUp, kGetFails, kSetFails };

  explicit Buns(int number, Trouble trouble = Trouble::kNone)
      : real_(base::make_managed_count(number)), trouble_(trouble), maker_(::getpid()) {
    for (int ticket = 0; ticket < 60; ++ticket) tickets_.post(ticket);
  }

  int get() override {
    fail_once(Trouble::kGetFails);
    const int number = real_->get();
    if (trouble_ == Trouble::kHeldUp && std::exchange(has_got_, ::getpid()) != ::getpid() &&
        tickets_.take() == 0) {
      await_others();
    }
    return number;
  }
  void set(int number) override {
    fail_once(Trouble::kSetFails);
    real_->set(number);
  }
  void acquire() override { real_->acquire(); }
  void release() override { real_->release(); }
  pid_t server() const override { return real_->server(); }

  // What is there, for the claim.
  int left() { return real_->get(); }

  // Blocks until all others of the trial, down to the children of the one that made this, sleep for
  // good or have ended: whoever may come has come. Returns how many of them there are.
  int await_others() const {
    const process::NoTrouble aside;
    for (Asleep asleep;;) {
      const std::vector<pid_t> all = others();
      const std::string waits = asleep.look(all);
      // One that is stopped goes on some time.
      if (!waits.empty() && waits.find("stopped") == std::string::npos) {
        return static_cast<int>(all.size());
      }
      ::poll(nullptr, 0, 1);
    }
  }

 private:
  std::vector<pid_t> others() const {
    std::vector<pid_t> all;
    const std::string maker = std::to_string(maker_);
    std::istringstream family(maker + " " + proc_file(maker_, "task/" + maker + "/children"));
    for (pid_t process = 0; family >> process;) {
      if (process != ::getpid()) all.push_back(process);
    }
    return all;
  }

  void fail_once(Trouble trouble) {
    if (trouble_ != trouble) return;
    trouble_ = Trouble::kNone;
    throw std::system_error(EMFILE, std::generic_category(), "socket");
  }

  const std::unique_ptr<base::ManagedCount> real_;
  Trouble trouble_;
  const pid_t maker_;
  Notes tickets_;      // who takes 0 is the first
  pid_t has_got_ = 0;  // this process, once it has; inherited from another one before
};

}  // namespace lockstep

#endif  // TESTS_MANAGER_BUNS_H_
