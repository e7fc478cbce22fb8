// SPDX-License-Identifier: MIT
// What the claims of shared_reader have in common: a pipe, and consumers that receive when they are
// asked to.
#ifndef TESTS_PIPE_CONSUMERS_H_
#define TESTS_PIPE_CONSUMERS_H_

#include <fcntl.h>
#include <signal.h>

#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "autograder/base/fd.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"
#include "lessons/base/message.h"
#include "lessons/base/not_implemented.h"
#include "lessons/pipe/shared_reader.h"
#include "tests/base/child.h"
#include "tests/pipe/feed.h"

namespace lockstep {

// What most claims need: each trial costs some ten milliseconds.
inline const TrialOptions kFewTrials{.seeds = 3, .trouble = {}};

class Pipe {
 public:
  Pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    reader_.reset(ends[0]);
    writer_.reset(ends[1]);
  }
  int reader() const { return reader_.get(); }
  int writer() const { return writer_.get(); }
  void end() { writer_.reset(); }

 private:
  Fd reader_;
  Fd writer_;
};

// A number as a message. Its bytes are few and small, and so are the lengths for which somebody
// takes them who reads from the wrong place.
inline std::string message_of(int number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

inline void send_numbers(int writer, const std::vector<int>& numbers) {
  for (const int number : numbers) base::send_message(writer, message_of(number));
}

// How a receive() ends: the number that was the message, or one of these.
inline constexpr int kEnd = -1;
inline constexpr int kBroken = -2;
inline constexpr int kNoNumber = -3;  // another message, or another exception

inline int number_in(const std::string& message) {
  int number = 0;
  if (message.size() == sizeof number) std::memcpy(&number, message.data(), sizeof number);
  return 0 < number && number < 100 ? number : kNoNumber;
}

inline int received(SharedReader& reader) {
  try {
    const auto message = reader.receive();
    return message ? number_in(*message) : kEnd;
  } catch (const StreamBroken&) {
    return kBroken;
  } catch (const NotImplemented&) {
    throw;
  } catch (...) {
    return kNoNumber;
  }
}

// Consumers, each in a process of its own. They are killed at the end.
class Consumers {
 public:
  Consumers(SharedReader& reader, Pipe& pipe, std::size_t count) : orders_(count) {
    for (Notes& orders : orders_) {
      children_.push_back(child_of([&] {
        pipe.end();
        for (;;) {
          orders.take();
          answers_.post(received(reader));
        }
      }));
    }
  }

  ~Consumers() {
    for (std::size_t i = 0; i < children_.size(); ++i) kill(i);
  }

  Consumers(const Consumers&) = delete;
  Consumers& operator=(const Consumers&) = delete;

  // Lets one receive.
  void ask(std::size_t consumer) { orders_[consumer].post(1); }

  // What the next one that has received got.
  int answer() { return static_cast<int>(answers_.take()); }
  bool has_answer() { return answers_.any(); }

  int ask_and_answer(std::size_t consumer) {
    ask(consumer);
    return answer();
  }

  void await_asleep(std::size_t consumer) { lockstep::await_asleep(children_[consumer]); }

  // Lets one receive, and waits until it sleeps.
  void ask_and_await_asleep(std::size_t consumer) {
    ask(consumer);
    await_asleep(consumer);
  }

  void stop(std::size_t consumer) {
    ::kill(children_[consumer], SIGSTOP);
    await_state(children_[consumer], 'T');
  }
  void go_on(std::size_t consumer) { ::kill(children_[consumer], SIGCONT); }

  void kill(std::size_t consumer) {
    if (children_[consumer] <= 0) return;
    ::kill(children_[consumer], SIGKILL);
    end_of_child(children_[consumer]);
    children_[consumer] = 0;
  }

 private:
  std::vector<Notes> orders_;
  Notes answers_;
  std::vector<pid_t> children_;
};

// A consumer has the first bytes of a message and is stopped, another one waits, and the rest
// comes; then the first goes on, and another message comes. True when each got one of them.
inline bool each_gets_one(SharedReader& reader, Pipe& pipe) {
  Consumers consumers(reader, pipe, 2);
  const std::string message = base::framed(message_of(1));
  consumers.ask_and_await_asleep(0);
  feed(pipe.writer(), message.substr(0, 5));
  consumers.await_asleep(0);
  consumers.ask_and_await_asleep(1);
  consumers.stop(0);
  feed(pipe.writer(), message.substr(5));
  consumers.await_asleep(1);
  if (consumers.has_answer()) return false;
  consumers.go_on(0);
  consumers.await_asleep(0);
  send_numbers(pipe.writer(), {2});
  std::set<int> numbers;
  for (int i = 0; i < 2; ++i) {
    consumers.await_asleep(0);
    consumers.await_asleep(1);
    if (consumers.has_answer()) numbers.insert(consumers.answer());
  }
  return numbers == std::set<int>{1, 2};
}

}  // namespace lockstep

#endif  // TESTS_PIPE_CONSUMERS_H_
