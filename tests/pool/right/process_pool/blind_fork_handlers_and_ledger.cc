// One socket pair for each worker. Copies of descriptors are the business of a fork handler: each
// child of this process, whoever forks it, closes what belongs to pools. All movement is in
// advance(), which never calls back; callbacks are called from a list of ended tasks, afterwards.
// SPDX-License-Identifier: MIT
#include "lessons/pool/process_pool.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// The descriptors of all pools of this process, and in a worker its own.
std::vector<int>& descriptors() {
  static auto* const all = new std::vector<int>;
  return *all;
}

void close_copies() {
  const int error = errno;
  for (const int fd : descriptors()) ::close(fd);
  descriptors().clear();
  errno = error;
}

void close_registered(int fd) {
  std::erase(descriptors(), fd);
  ::close(fd);
}

void install_fork_handler() {
  static const bool done = [] {
    const int error = ::pthread_atfork(nullptr, nullptr, close_copies);
    if (error != 0) throw std::system_error(error, std::system_category(), "pthread_atfork");
    return true;
  }();
  static_cast<void>(done);
}

struct Header {
  std::int32_t value = 0;
  std::uint32_t failed = 0;
  std::uint64_t length = 0;  // of the text that follows
};

bool send_all(int fd, const void* data, std::size_t size) {
  const char* next = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t sent = ::send(fd, next, size, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    next += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int fd, void* data, std::size_t size) {
  char* next = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = ::recv(fd, next, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    next += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// All that a worker does.
[[noreturn]] void serve(int fd, const std::function<int(int)>& function) noexcept {
  const pid_t self = ::getpid();
  for (;;) {
    int input = 0;
    if (!receive_all(fd, &input, sizeof input)) ::_exit(0);
    Header header;
    std::string text;
    try {
      header.value = function(input);
    } catch (const std::exception& error) {
      header.failed = 1;
      text = error.what();
    } catch (...) {
      header.failed = 1;
      text = "unknown";
    }
    if (::getpid() != self) ::_exit(0);  // the function forked, and its child returned
    header.length = text.size();
    if (!send_all(fd, &header, sizeof header)) ::_exit(0);
    if (!send_all(fd, text.data(), text.size())) ::_exit(0);
  }
}

struct Task {
  int input = 0;
  Callbacks callbacks;
  int value = 0;
  std::exception_ptr error;
  bool ready = false;
};
using TaskPtr = std::shared_ptr<Task>;

struct Worker {
  pid_t pid = -1;
  int fd = -1;
  bool reaped = false;
  TaskPtr task;
  std::string got;  // of the answer
};

class Core {
 public:
  Core(std::function<int(int)> function, std::size_t wanted)
      : function_(std::move(function)), wanted_(wanted) {}

  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  void open() {
    install_fork_handler();
    while (workers_.size() < wanted_) {
      const int error = hire();
      if (error == 0) continue;
      end(false);
      throw std::system_error(error, std::system_category(), "make_process_pool");
    }
  }

  TaskPtr submit(int input, Callbacks callbacks) {
    check_open();
    auto task = std::make_shared<Task>();
    task->input = input;
    task->callbacks = std::move(callbacks);
    waiting_.push_back(task);
    refill_ = true;
    turn();
    return task;
  }

  // All or none. Does not move the pool on.
  std::vector<TaskPtr> enqueue(const std::vector<int>& inputs) {
    std::vector<TaskPtr> tasks;
    if (inputs.empty()) return tasks;
    check_open();
    tasks.reserve(inputs.size());
    for (const int input : inputs) {
      tasks.push_back(std::make_shared<Task>());
      tasks.back()->input = input;
    }
    waiting_.insert(waiting_.end(), tasks.begin(), tasks.end());
    refill_ = true;
    return tasks;
  }

  // One look at all workers, and the callbacks of what had ended by then.
  void turn() {
    advance();
    if (calling_) return;
    for (std::size_t count = ended_.size(); count > 0; --count) {
      const TaskPtr task = std::move(ended_.front());
      ended_.pop_front();
      conclude(*task, true);
      advance();
    }
  }

  template <class Done>
  bool drive(Done done, std::optional<Clock::time_point> deadline = std::nullopt) {
    for (;;) {
      turn();
      if (done()) return true;
      int timeout = -1;
      if (deadline) {
        const auto left = *deadline - Clock::now();
        if (left <= Clock::duration::zero()) return false;
        timeout = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
      }
      if (ended_.empty()) sleep(timeout);
    }
  }

  void close() { closed_ = true; }

  void join() {
    if (!closed_) throw std::logic_error("join() of a pool that is open");
    if (over_) return;
    drive([this] {
      return waiting_.empty() && ended_.empty() &&
             std::none_of(workers_.begin(), workers_.end(),
                          [](const Worker& worker) { return worker.task != nullptr; });
    });
    end(true);  // nobody has a task
  }

  void end(bool call_back) {
    closed_ = true;
    if (over_) return;
    over_ = true;
    for (const Worker& worker : workers_) {
      if (!worker.reaped) ::kill(worker.pid, SIGKILL);
    }
    std::vector<TaskPtr> dropped;
    for (Worker& worker : workers_) {
      release(worker);
      if (worker.task) dropped.push_back(std::move(worker.task));
    }
    workers_.clear();
    dropped.insert(dropped.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
    for (TaskPtr& task : dropped) {
      task->error = std::make_exception_ptr(PoolTerminated());
      ended_.push_back(std::move(task));
    }
    while (!ended_.empty()) {
      const TaskPtr task = std::move(ended_.front());
      ended_.pop_front();
      conclude(*task, call_back);
    }
  }

 private:
  void check_open() const {
    if (closed_) throw std::logic_error("the pool is closed");
  }

  // 0, or why the system refused.
  int hire() {
    workers_.reserve(workers_.size() + 1);
    descriptors().reserve(descriptors().size() + 1);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    descriptors().push_back(ends[0]);
    const pid_t pid = ::fork();
    if (pid == 0) {
      descriptors().push_back(ends[1]);  // ends[0] was closed by the handler
      serve(ends[1], function_);
    }
    const int error = errno;
    ::close(ends[1]);
    if (pid < 0) {
      close_registered(ends[0]);
      return error;
    }
    Worker worker;
    worker.pid = pid;
    worker.fd = ends[0];
    workers_.push_back(std::move(worker));
    return 0;
  }

  static bool has_ended(Worker& worker) {
    pid_t got;
    do {
      got = ::waitpid(worker.pid, nullptr, WNOHANG);
    } while (got < 0 && errno == EINTR);
    if (got != 0) worker.reaped = true;
    return worker.reaped;
  }

  static void release(Worker& worker) {
    if (!worker.reaped) {
      ::kill(worker.pid, SIGKILL);
      while (::waitpid(worker.pid, nullptr, 0) < 0 && errno == EINTR) {
      }
      worker.reaped = true;
    }
    close_registered(worker.fd);
  }

  // Takes what has come from the worker. Whether it lives.
  bool collect(Worker& worker) {
    const bool ended = has_ended(worker);  // first: then all that it has sent is there
    bool open = true;
    for (;;) {
      char buffer[16384];
      const ssize_t got = ::recv(worker.fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got > 0) {
        worker.got.append(buffer, static_cast<std::size_t>(got));
        continue;
      }
      if (got < 0 && errno == EINTR) continue;
      open = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
      break;
    }
    take_answer(worker);
    return open && !ended;
  }

  void take_answer(Worker& worker) {
    Header header;
    if (!worker.task || worker.got.size() < sizeof header) return;
    std::memcpy(&header, worker.got.data(), sizeof header);
    if (worker.got.size() - sizeof header < header.length) return;
    if (header.failed != 0) {
      worker.task->error = std::make_exception_ptr(
          TaskFailed(worker.got.substr(sizeof header, static_cast<std::size_t>(header.length))));
    } else {
      worker.task->value = header.value;
    }
    worker.got = std::string();
    ended_.push_back(std::move(worker.task));
    worker.task = nullptr;
  }

  void bury(std::size_t index) {
    Worker worker = std::move(workers_[index]);
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(index));
    release(worker);
    refill_ = true;
    if (!worker.task) return;
    worker.task->error = std::make_exception_ptr(WorkerLost());
    ended_.push_back(std::move(worker.task));
  }

  void refill() {
    if (!refill_) return;
    refill_ = false;
    int error = 0;
    while (workers_.size() < wanted_ && error == 0) error = hire();
    if (!workers_.empty()) return;
    for (TaskPtr& task : waiting_) {
      task->error = std::make_exception_ptr(
          std::system_error(error, std::system_category(), "no worker is left"));
      ended_.push_back(std::move(task));
    }
    waiting_.clear();
  }

  // Gives waiting tasks to idle workers. False when one of them turned out to be dead.
  bool give() {
    for (std::size_t i = 0; i < workers_.size() && !waiting_.empty(); ++i) {
      if (workers_[i].task) continue;
      if (!send_all(workers_[i].fd, &waiting_.front()->input, sizeof(int))) {
        bury(i);
        return false;
      }
      workers_[i].task = std::move(waiting_.front());
      waiting_.pop_front();
    }
    return true;
  }

  void advance() {
    if (over_) return;
    do {
      for (std::size_t i = 0; i < workers_.size();) {
        if (collect(workers_[i])) {
          ++i;
        } else {
          bury(i);
        }
      }
      refill();
    } while (!give());
  }

  void conclude(Task& task, bool call_back) {
    const Callbacks callbacks = std::exchange(task.callbacks, Callbacks{});
    if (call_back) {
      calling_ = true;
      try {
        if (task.error) {
          if (callbacks.on_error) callbacks.on_error(task.error);
        } else if (callbacks.on_result) {
          callbacks.on_result(task.value);
        }
      } catch (...) {
      }
      calling_ = false;
    }
    task.ready = true;
  }

  void sleep(int timeout) {
    std::vector<pollfd> fds;
    fds.reserve(workers_.size());
    for (const Worker& worker : workers_) fds.push_back({worker.fd, POLLIN, 0});
    ::poll(fds.data(), fds.size(), timeout);  // the caller looks at everything anyway
  }

  const std::function<int(int)> function_;
  const std::size_t wanted_;
  std::vector<Worker> workers_;
  std::deque<TaskPtr> waiting_;
  std::deque<TaskPtr> ended_;  // their callbacks have not been called
  bool refill_ = false;        // a reason to try to make the missing workers
  bool calling_ = false;
  bool closed_ = false;
  bool over_ = false;
};

int value_of(const Task& task) {
  if (task.error) std::rethrow_exception(task.error);
  return task.value;
}

class ResultOfCore final : public Result {
 public:
  ResultOfCore(TaskPtr task, std::weak_ptr<Core> core)
      : task_(std::move(task)), core_(std::move(core)) {}

  bool wait(std::chrono::milliseconds timeout) override {
    using std::chrono::milliseconds;
    const auto deadline =
        Clock::now() + std::clamp<milliseconds>(timeout, milliseconds(0), std::chrono::hours(24));
    const auto core = core_.lock();
    if (!core) return task_->ready;
    return core->drive([this] { return task_->ready; }, deadline);
  }

  int get() override {
    if (!task_->ready) {
      if (const auto core = core_.lock()) core->drive([this] { return task_->ready; });
    }
    return value_of(*task_);
  }

 private:
  const TaskPtr task_;
  const std::weak_ptr<Core> core_;
};

class ResultsOfCore final : public Results {
 public:
  ResultsOfCore(std::vector<TaskPtr> tasks, std::weak_ptr<Core> core)
      : tasks_(std::move(tasks)), core_(std::move(core)) {}

  std::optional<int> next() override {
    if (next_ == tasks_.size()) return std::nullopt;
    const TaskPtr task = tasks_[next_];
    if (!task->ready) {
      if (const auto core = core_.lock()) core->drive([&] { return task->ready; });
    }
    ++next_;
    return value_of(*task);
  }

 private:
  const std::vector<TaskPtr> tasks_;
  const std::weak_ptr<Core> core_;
  std::size_t next_ = 0;
};

class PoolOfCore final : public ProcessPool {
 public:
  explicit PoolOfCore(std::shared_ptr<Core> core) : core_(std::move(core)) {}
  ~PoolOfCore() override { core_->end(false); }

  using ProcessPool::apply_async;
  std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) override {
    return std::make_shared<ResultOfCore>(core_->submit(input, std::move(callbacks)), core_);
  }

  std::vector<int> map(const std::vector<int>& inputs) override {
    const std::vector<TaskPtr> tasks = core_->enqueue(inputs);
    std::size_t ready = 0;
    core_->drive([&] {
      while (ready < tasks.size() && tasks[ready]->ready) ++ready;
      return ready == tasks.size();
    });
    std::vector<int> values;
    values.reserve(tasks.size());
    for (const TaskPtr& task : tasks) values.push_back(value_of(*task));
    return values;
  }

  std::unique_ptr<Results> imap(const std::vector<int>& inputs) override {
    std::vector<TaskPtr> tasks = core_->enqueue(inputs);
    core_->turn();
    return std::make_unique<ResultsOfCore>(std::move(tasks), core_);
  }

  void close() override { core_->close(); }
  void terminate() override { core_->end(true); }
  void join() override { core_->join(); }

 private:
  const std::shared_ptr<Core> core_;
};

}  // namespace

std::unique_ptr<ProcessPool> make_process_pool(std::function<int(int input)> function,
                                               int workers) {
  if (workers < 0) throw std::invalid_argument("a negative number of workers");
  const std::size_t wanted = workers > 0 ? static_cast<std::size_t>(workers)
                                         : std::max(1U, std::thread::hardware_concurrency());
  auto core = std::make_shared<Core>(std::move(function), wanted);
  core->open();
  return std::make_unique<PoolOfCore>(std::move(core));
}

}  // namespace lockstep
