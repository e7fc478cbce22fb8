// expect: wrong result in ProcessPool.ATimeOutCountsFromTheCall
// Each answer, of whatever task, begins the time-out again.
// SPDX-License-Identifier: MIT
#include "lessons/pool/process_pool.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

struct Answer {
  int failed;
  int number;
};

struct Task {
  int input;
  Callbacks callbacks;
  bool ready = false;
  int value = 0;
  std::exception_ptr error = nullptr;
};
using TaskPointer = std::shared_ptr<Task>;

struct Worker {
  pid_t process;
  int socket;
  TaskPointer task = nullptr;
  std::string received = {};
};

template <class Move>
bool move_all(char* at, std::size_t size, const Move& move) {
  while (size > 0) {
    const ssize_t moved = move(at, size);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    at += moved;
    size -= static_cast<std::size_t>(moved);
  }
  return true;
}

std::string answer_to(int input, const std::function<int(int)>& function) {
  Answer answer = {1, 0};
  std::string words;
  try {
    answer = {0, function(input)};
  } catch (const std::exception& exception) {
    words = exception.what();
  } catch (...) {
    words = "unknown";
  }
  if (answer.failed != 0) answer.number = static_cast<int>(words.size());
  return std::string(reinterpret_cast<const char*>(&answer), sizeof answer) + words;
}

[[noreturn]] void serve(int socket, const std::function<int(int)>& function) noexcept {
  const auto receive = [&](char* at, std::size_t size) { return ::recv(socket, at, size, 0); };
  const auto send = [&](char* at, std::size_t size) {
    return ::send(socket, at, size, MSG_NOSIGNAL);
  };
  int input = 0;
  while (move_all(reinterpret_cast<char*>(&input), sizeof input, receive)) {
    std::string answer = answer_to(input, function);
    if (!move_all(answer.data(), answer.size(), send)) break;
  }
  ::_exit(0);
}

class Core {
 public:
  Core(std::function<int(int)> function, std::size_t size)
      : function_(std::move(function)), size_(size) {
    if (const auto refusal = fill()) {
      terminate();
      throw *refusal;
    }
  }

  TaskPointer submit(int input, Callbacks callbacks) {
    if (closed_) throw std::logic_error("the pool is closed");
    auto task = std::make_shared<Task>(Task{input, std::move(callbacks)});
    waiting_.push_back(task);
    return task;
  }

  void look() {
    if (in_callback_) return;
    await_something(0);
    refill();
    give();
  }

  template <class Done>
  void move_on_until(const Done& done, std::optional<Clock::time_point> end) {
    const auto timeout = end ? *end - Clock::now() : Clock::duration();
    for (look(); !done(); give()) {
      int milliseconds = -1;
      if (end) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now());
        if (left.count() <= 0) return;
        milliseconds = static_cast<int>(left.count());
      }
      if (await_something(milliseconds) && end) end = Clock::now() + timeout;
    }
  }

  void close() { closed_ = true; }

  void join() {
    if (!closed_) throw std::logic_error("the pool is open");
    move_on_until(
        [&] {
          return waiting_.empty() && std::none_of(workers_.begin(), workers_.end(),
                                                  [](const Worker& w) { return w.task; });
        },
        std::nullopt);
    for (const Worker& worker : workers_) ::shutdown(worker.socket, SHUT_RDWR);
    for (const Worker& worker : workers_) bury(worker);
    workers_.clear();
  }

  void terminate() {
    closed_ = true;
    const auto workers = std::exchange(workers_, {});
    for (const Worker& worker : workers) ::kill(worker.process, SIGKILL);
    for (const Worker& worker : workers) bury(worker);
    const auto error = std::make_exception_ptr(PoolTerminated());
    for (const Worker& worker : workers)
      if (worker.task) finish(*worker.task, error);
    fail_waiting(error);
  }

  void forget_callbacks() {
    for (const TaskPointer& task : waiting_) task->callbacks = {};
    for (const Worker& worker : workers_)
      if (worker.task) worker.task->callbacks = {};
  }

 private:
  static void bury(const Worker& worker) {
    ::close(worker.socket);
    while (::waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR) continue;
  }

  std::optional<std::system_error> fill() {
    while (workers_.size() < size_) {
      int ends[2];
      const bool have_ends = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
      const pid_t process = have_ends ? ::fork() : -1;
      if (process < 0) {
        const std::system_error refusal(errno, std::generic_category(), "no new worker");
        for (int i = 0; have_ends && i < 2; ++i) ::close(ends[i]);
        return refusal;
      }
      if (process == 0) {
        for (const Worker& worker : workers_) ::close(worker.socket);
        ::close(ends[0]);
        serve(ends[1], function_);
      }
      ::close(ends[1]);
      workers_.push_back({process, ends[0]});
    }
    return std::nullopt;
  }

  void refill() {
    for (auto refusal = closed_ && waiting_.empty() ? std::nullopt : fill();
         refusal && workers_.empty() && !waiting_.empty(); refusal = fill())
      fail_waiting(std::make_exception_ptr(*refusal));
  }

  void fail_waiting(const std::exception_ptr& error) {
    for (const TaskPointer& task : std::exchange(waiting_, {})) finish(*task, error);
  }

  void give() {
    for (std::size_t i = 0; i < workers_.size() && !waiting_.empty(); ++i) {
      Worker& worker = workers_[i];
      if (worker.task) continue;
      const auto send = [&](char* at, std::size_t size) {
        return ::send(worker.socket, at, size, MSG_NOSIGNAL);
      };
      int input = waiting_.front()->input;
      if (!move_all(reinterpret_cast<char*>(&input), sizeof input, send)) continue;
      worker.task = std::move(waiting_.front());
      waiting_.pop_front();
    }
  }

  bool await_something(int milliseconds) {
    std::vector<pollfd> sockets;
    for (const Worker& worker : workers_) sockets.push_back({worker.socket, POLLIN, 0});
    int found = 0;
    while ((found = ::poll(sockets.data(), sockets.size(), milliseconds)) < 0 && milliseconds == 0)
      continue;
    if (found <= 0) return false;
    bool lost = false;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      if (sockets[i].revents == 0 || take(workers_[i])) continue;
      bury(workers_[i]);
      workers_[i].socket = -1;
      if (const TaskPointer task = std::exchange(workers_[i].task, nullptr))
        finish(*task, std::make_exception_ptr(WorkerLost()));
      lost = true;
    }
    std::erase_if(workers_, [](const Worker& worker) { return worker.socket < 0; });
    if (lost) refill();
    return true;
  }

  bool take(Worker& worker) {
    for (;;) {
      char part[4096];
      const ssize_t size = ::recv(worker.socket, part, sizeof part, MSG_DONTWAIT);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return true;
      if (size <= 0) return false;
      worker.received.append(part, static_cast<std::size_t>(size));
      take_answer(worker);
    }
  }

  void take_answer(Worker& worker) {
    Answer answer;
    if (worker.received.size() < sizeof answer) return;
    std::memcpy(&answer, worker.received.data(), sizeof answer);
    const std::size_t words = answer.failed != 0 ? static_cast<std::size_t>(answer.number) : 0;
    if (worker.received.size() < sizeof answer + words) return;
    const std::string received = std::exchange(worker.received, {});
    const TaskPointer task = std::exchange(worker.task, nullptr);
    task->value = answer.number;
    finish(*task, answer.failed != 0
                      ? std::make_exception_ptr(TaskFailed(received.substr(sizeof answer)))
                      : nullptr);
  }

  void finish(Task& task, std::exception_ptr error) {
    task.error = std::move(error);
    const Callbacks callbacks = std::exchange(task.callbacks, {});
    in_callback_ = true;
    try {
      if (task.error && callbacks.on_error) callbacks.on_error(task.error);
      if (!task.error && callbacks.on_result) callbacks.on_result(task.value);
    } catch (...) {
    }
    in_callback_ = false;
    task.ready = true;
  }

  std::function<int(int)> function_;
  std::size_t size_;
  std::vector<Worker> workers_;
  std::deque<TaskPointer> waiting_;
  bool closed_ = false;
  bool in_callback_ = false;
};

class ResultOf : public Result {
 public:
  ResultOf(std::shared_ptr<Core> core, TaskPointer task)
      : core_(std::move(core)), task_(std::move(task)) {}

  bool wait(std::chrono::milliseconds timeout) override {
    core_->move_on_until([&] { return task_->ready; }, Clock::now() + timeout);
    return task_->ready;
  }

  int get() override {
    core_->move_on_until([&] { return task_->ready; }, std::nullopt);
    if (task_->error) std::rethrow_exception(task_->error);
    return task_->value;
  }

 private:
  std::shared_ptr<Core> core_;
  TaskPointer task_;
};

class ResultsInOrder : public Results {
 public:
  explicit ResultsInOrder(std::vector<ResultOf> results) : results_(std::move(results)) {}

  std::optional<int> next() override {
    if (next_ == results_.size()) return std::nullopt;
    return results_[next_++].get();
  }

 private:
  std::vector<ResultOf> results_;
  std::size_t next_ = 0;
};

class SocketPool : public ProcessPool {
 public:
  SocketPool(std::function<int(int)> function, std::size_t workers)
      : core_(std::make_shared<Core>(std::move(function), workers)) {}

  ~SocketPool() override {
    core_->forget_callbacks();
    core_->terminate();
  }

  std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) override {
    TaskPointer task = core_->submit(input, std::move(callbacks));
    core_->look();
    return std::make_shared<ResultOf>(core_, std::move(task));
  }

  std::vector<int> map(const std::vector<int>& inputs) override {
    std::vector<int> values;
    std::exception_ptr error;
    for (ResultOf& result : submit(inputs)) {
      try {
        values.push_back(result.get());
      } catch (...) {
        if (!error) error = std::current_exception();
      }
    }
    if (error) std::rethrow_exception(error);
    return values;
  }

  std::unique_ptr<Results> imap(const std::vector<int>& inputs) override {
    return std::make_unique<ResultsInOrder>(submit(inputs));
  }

  void close() override { core_->close(); }
  void join() override { core_->join(); }
  void terminate() override { core_->terminate(); }

 private:
  std::vector<ResultOf> submit(const std::vector<int>& inputs) {
    std::vector<ResultOf> results;
    for (const int input : inputs) results.emplace_back(core_, core_->submit(input, {}));
    core_->look();
    return results;
  }

  std::shared_ptr<Core> core_;
};

}  // namespace

std::unique_ptr<ProcessPool> make_process_pool(std::function<int(int input)> function,
                                               int workers) {
  if (workers < 0) throw std::invalid_argument("a pool has no negative number of workers");
  const auto processors = std::max(1u, std::thread::hardware_concurrency());
  return std::make_unique<SocketPool>(std::move(function), workers > 0 ? workers : processors);
}

}  // namespace lockstep
