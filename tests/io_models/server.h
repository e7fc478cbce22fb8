// SPDX-License-Identifier: MIT
// A server of the exercises in a child process, seen from outside.
#ifndef TESTS_IO_MODELS_SERVER_H_
#define TESTS_IO_MODELS_SERVER_H_

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/left_behind.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "lessons/base/descriptor.h"
#include "lessons/base/echo.h"
#include "tests/base/child.h"
#include "tests/io_models/proc.h"

namespace lockstep {

using base::Descriptor;

// An exercise, as the claims see it.
struct Model {
  void (*serve)(int listener, int stop);
  bool pauses = false;  // it sleeps for a while again and again, never for good
};

// Trials with so many seeds. Whether and when a child stops adds nothing here but time.
inline TrialOptions seeds(int count) {
  return {.seeds = count,
          .trouble = {.late_signals = false, .aborted_accepts = true, .stopped = false}};
}

class Server {
 public:
  explicit Server(const Model& model)
      : model_(model), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un none = {AF_UNIX, {}};
    socklen_t size = offsetof(sockaddr_un, sun_path);
    ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&none), size);  // the kernel finds a name
    ::listen(listener_.get(), kMostWaiting);
    name_size_ = sizeof name_;
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&name_), &name_size_);
    make_stop();
  }

  ~Server() {
    if (process_ > 0) kill_child(process_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Begins to serve, in a child that runs `before` first and `after` at its end.
  void start(
      const std::function<void()>& before = [] {}, const std::function<void()>& after = [] {}) {
    start_child([&, this] {
      before();
      say_it_serves();
      model_.serve(listener_.get(), stop_.get());
      after();
    });
    only_serves_ = true;
  }

  // The same with a function that does all of this, and says so when it begins to serve.
  void start_child(const std::function<void()>& run) {
    process_ = child_of([&, this] {
      stopper_ = Descriptor();
      for (const int fd : early_) ::close(fd);
      run();
    });
    listener_ = Descriptor();  // `stop` is kept: writing to it is no SIGPIPE then
    began_.take();
  }

  void say_it_serves() { began_.post(1); }
  int listener() const { return listener_.get(); }
  int stop_fd() const { return stop_.get(); }
  pid_t process() const { return process_; }

  // A new client's socket.
  Descriptor connect() {
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto* const name = reinterpret_cast<const sockaddr*>(&name_);
    EXPECT_EQ(::connect(socket.get(), name, name_size_), 0)
        << because("a client could not connect: the server has ended or does not accept");
    if (process_ == 0) early_.push_back(socket.get());
    return socket;
  }

  // Waits until the server has done all that it can do now. False when it does not come to rest, or
  // has ended.
  bool settle() const {
    if (!model_.pauses) return await_asleep(process_, std::chrono::milliseconds(200));
    // In its loop first: what it does before that may make it sleep, too.
    Patience start(process_, kPauses);
    while (!is_pause(call_of(process_)) && !start.over()) ::poll(nullptr, 0, 1);
    Patience patience(process_, 3);
    while (!patience.over()) ::poll(nullptr, 0, 1);
    return patience.paused();
  }

  // The same; that it comes to rest is part of the claim.
  bool expect_rest() const {
    const bool rests = settle();
    EXPECT_TRUE(rests) << because(is_running(process_)
                                      ? "there is nothing to do, and the server does not sleep"
                                      : "the server has ended, and nobody had told it to stop");
    return rests;
  }

  // Waits until the descriptor is ready. False when nothing comes though the server had its time.
  bool wait(int fd, short events) const {
    Patience patience(process_, kPauses);
    for (;;) {
      pollfd entry{fd, events, 0};
      const int ready = ::poll(&entry, 1, model_.pauses ? 5 : -1);
      if (ready > 0) return true;
      if (ready == 0 && patience.over()) return false;
    }
  }

  // Tells it to stop, by a byte or by the end of the pipe.
  void tell_stop() { put_byte(stopper_.get()); }
  void tell_end() { stopper_ = Descriptor(); }

  // Waits until it has ended, and looks how.
  void expect_end() {
    Patience patience(process_, kPauses);
    const bool pauses = model_.pauses && only_serves_;
    while (pauses && !patience.over()) ::poll(nullptr, 0, 1);
    if (pauses && is_running(process_)) {
      ADD_FAILURE() << because("the server was told to stop and goes on");
      return;
    }
    const int how = end_of_child(process_);
    process_ = -1;
    EXPECT_LT(how, 1000) << because("the server was ended by signal " + std::to_string(how - 1000));
    EXPECT_EQ(how % 1000, 0) << because("the server ended its process");
  }

  void stop() {
    tell_stop();
    expect_end();
  }

 private:
  static constexpr int kMostWaiting = 300;
  static constexpr int kPauses = 60;

  void make_stop() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    stop_ = Descriptor(ends[0]);
    stopper_ = Descriptor(ends[1]);
  }

  const Model model_;
  Descriptor listener_;
  Descriptor stop_;
  Descriptor stopper_;
  sockaddr_un name_ = {};
  socklen_t name_size_ = 0;
  std::vector<int> early_;  // clients that the child is not to keep open
  Notes began_;
  pid_t process_ = 0;
  bool only_serves_ = false;  // what the child does says how the server does
};

}  // namespace lockstep

#endif  // TESTS_IO_MODELS_SERVER_H_
