// Two pipes for each worker. The parent keeps the reading end of the pipe of tasks: so a write to a
// dead worker is neither an error nor a signal, and whether the worker had taken its task is seen
// by reading it back. Only the ends of the pipe of answers tell that a worker has ended.
// SPDX-License-Identifier: MIT
#include "lessons/pool/process_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <list>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using Time = std::chrono::steady_clock::time_point;

struct Job {
  int input = 0;
  Callbacks callbacks;
  enum { kOpen, kValue, kError } state = kOpen;
  int value = 0;
  std::exception_ptr error;
};
using JobPointer = std::shared_ptr<Job>;

bool read_whole(int fd, void* to, std::size_t size) {
  char* at = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t n = ::read(fd, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool write_whole(int fd, const void* from, std::size_t size) {
  const char* at = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t n = ::write(fd, at, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    at += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

struct Hand {
  pid_t pid = -1;
  int tasks_out = -1;  // what the worker reads; a copy of its end
  int tasks_in = -1;
  int answers = -1;
  JobPointer job;
  std::vector<char> bytes;

  void close_all() {
    for (int* fd : {&tasks_out, &tasks_in, &answers}) {
      if (*fd >= 0) ::close(*fd);
      *fd = -1;
    }
  }
};

// 'v' and an int, or 'e', a size and so many bytes.
std::vector<char> packed(char kind, const void* data, std::size_t size) {
  std::vector<char> bytes = {kind};
  const auto* const from = static_cast<const char*>(data);
  if (kind == 'e') {
    char length[sizeof size];
    std::memcpy(length, &size, sizeof size);
    bytes.insert(bytes.end(), length, length + sizeof length);
  }
  bytes.insert(bytes.end(), from, from + size);
  return bytes;
}

[[noreturn]] void work(int tasks, int answers, const std::function<int(int)>& function) noexcept {
  ::signal(SIGPIPE, SIG_DFL);
  int input;
  while (read_whole(tasks, &input, sizeof input)) {
    std::vector<char> bytes;
    try {
      const int value = function(input);
      bytes = packed('v', &value, sizeof value);
    } catch (const std::exception& e) {
      bytes = packed('e', e.what(), std::strlen(e.what()));
    } catch (...) {
      bytes = packed('e', "unknown", 7);
    }
    if (!write_whole(answers, bytes.data(), bytes.size())) break;
  }
  ::_exit(0);
}

class Pool : public ProcessPool, public std::enable_shared_from_this<Pool> {
 public:
  Pool(std::function<int(int)> function, unsigned size)
      : function_(std::move(function)), size_(size) {}

  // Why there are fewer workers than there should be; 0 if there are not.
  int hire() {
    while (hands_.size() < size_) {
      Hand hand;
      int to[2];
      int from[2];
      if (::pipe(to) != 0) return errno;
      hand.tasks_out = to[0];
      hand.tasks_in = to[1];
      if (::pipe(from) != 0) {
        const int error = errno;
        hand.close_all();
        return error;
      }
      hand.answers = from[0];
      hand.pid = ::fork();
      if (hand.pid == 0) {
        const int tasks = to[0];
        for (Hand& other : hands_) other.close_all();
        ::close(to[1]);
        ::close(from[0]);
        work(tasks, from[1], function_);
      }
      const int error = errno;
      ::close(from[1]);
      if (hand.pid < 0) {
        hand.close_all();
        return error;
      }
      ::fcntl(hand.answers, F_SETFL, O_NONBLOCK);
      hands_.push_back(std::move(hand));
    }
    return 0;
  }

  void drive(int timeout) {
    if (calling_) return;
    std::vector<pollfd> fds;
    for (const Hand& hand : hands_) fds.push_back({hand.answers, POLLIN, 0});
    int n;
    do {
      n = ::poll(fds.data(), fds.size(), timeout);
    } while (n < 0 && timeout == 0);
    if (n < 0) return;
    std::size_t i = 0;
    for (auto hand = hands_.begin(); hand != hands_.end(); ++i) {
      if (fds[i].revents != 0 && !listen(*hand)) {
        const bool taken = !hand->job || !take_back(*hand);
        const JobPointer job = dismiss(*hand);
        hand = hands_.erase(hand);
        if (job && taken) settle(*job, std::make_exception_ptr(WorkerLost()));
        if (job && !taken) queue_.push_front(job);
      } else {
        ++hand;
      }
    }
    staff();
    hand_out();
  }

  bool settled(const Job& job, std::optional<Time> until) {
    drive(0);
    while (job.state == Job::kOpen) {
      long left = -1;
      if (until) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= *until) return false;
        left = std::chrono::duration_cast<std::chrono::milliseconds>(*until - now).count() + 1;
      }
      drive(static_cast<int>(left));
    }
    return true;
  }

  using ProcessPool::apply_async;
  std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) override;
  std::vector<int> map(const std::vector<int>& inputs) override;
  std::unique_ptr<Results> imap(const std::vector<int>& inputs) override;

  void close() override { open_ = false; }

  void join() override {
    if (open_) throw std::logic_error("open");
    const auto busy = [&] {
      if (!queue_.empty()) return true;
      for (const Hand& hand : hands_)
        if (hand.job) return true;
      return false;
    };
    for (drive(0); busy();) drive(-1);
    end_hands();
  }

  void terminate() override {
    open_ = false;
    std::list<JobPointer> jobs;
    for (Hand& hand : hands_)
      if (hand.job) jobs.push_back(std::move(hand.job));
    jobs.splice(jobs.end(), queue_);
    end_hands();
    for (const JobPointer& job : jobs) settle(*job, std::make_exception_ptr(PoolTerminated()));
  }

  void be_silent() { silent_ = true; }

 private:
  void end_hands() {
    for (Hand& hand : hands_) {
      ::kill(hand.pid, SIGKILL);
      dismiss(hand);
    }
    hands_.clear();
  }

  static JobPointer dismiss(Hand& hand) {
    hand.close_all();
    while (::waitpid(hand.pid, nullptr, 0) < 0 && errno == EINTR) continue;
    return std::move(hand.job);
  }

  // Whether the task was still in the pipe, whole: then its worker had not begun to read it.
  static bool take_back(const Hand& hand) {
    pollfd fd = {hand.tasks_out, POLLIN, 0};
    while (::poll(&fd, 1, 0) < 0) continue;
    int input = 0;
    if ((fd.revents & POLLIN) == 0) return false;
    ssize_t n;
    while ((n = ::read(hand.tasks_out, &input, 1)) < 0 && errno == EINTR) continue;
    int rest = 1;
    for (; rest < static_cast<int>(sizeof input); ++rest) {
      while (::poll(&fd, 1, 0) < 0) continue;
      if ((fd.revents & POLLIN) == 0) return false;
      while ((n = ::read(hand.tasks_out, &input, 1)) < 0 && errno == EINTR) continue;
    }
    return n == 1;
  }

  // False at the end of the worker's answers.
  bool listen(Hand& hand) {
    char some[16384];
    for (;;) {
      const ssize_t n = ::read(hand.answers, some, sizeof some);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return true;
      if (n == 0) return false;
      hand.bytes.insert(hand.bytes.end(), some, some + n);
      understand(hand);
    }
  }

  void understand(Hand& hand) {
    std::exception_ptr error;
    int value = 0;
    std::size_t size = 0;
    const char* const data = hand.bytes.data() + 1;
    if (hand.bytes[0] == 'v') {
      if (hand.bytes.size() < 1 + sizeof value) return;
      std::memcpy(&value, data, sizeof value);
    } else {
      if (hand.bytes.size() < 1 + sizeof size) return;
      std::memcpy(&size, data, sizeof size);
      if (hand.bytes.size() < 1 + sizeof size + size) return;
      error = std::make_exception_ptr(TaskFailed(std::string(data + sizeof size, size)));
    }
    hand.bytes.clear();
    const JobPointer job = std::move(hand.job);
    hand.job = nullptr;
    settle(*job, error, value);
  }

  void settle(Job& job, const std::exception_ptr& error, int value = 0) {
    const Callbacks callbacks = std::move(job.callbacks);
    job.callbacks = {};
    calling_ = true;
    try {
      if (silent_) {
      } else if (error) {
        if (callbacks.on_error) callbacks.on_error(error);
      } else if (callbacks.on_result) {
        callbacks.on_result(value);
      }
    } catch (...) {
    }
    calling_ = false;
    job.error = error;
    job.value = value;
    job.state = error ? Job::kError : Job::kValue;
  }

  void staff() {
    while (open_ || !queue_.empty()) {
      const int error = hire();
      if (error == 0 || !hands_.empty() || queue_.empty()) return;
      std::list<JobPointer> jobs;
      jobs.swap(queue_);
      const std::system_error refused(error, std::generic_category());
      for (const JobPointer& job : jobs) settle(*job, std::make_exception_ptr(refused));
    }
  }

  void hand_out() {
    for (Hand& hand : hands_) {
      if (queue_.empty()) return;
      if (hand.job) continue;
      hand.job = queue_.front();
      queue_.pop_front();
      write_whole(hand.tasks_in, &hand.job->input, sizeof hand.job->input);
    }
  }

  std::vector<JobPointer> enqueue(const std::vector<int>& inputs, const Callbacks& callbacks) {
    if (!open_ && !inputs.empty()) throw std::logic_error("closed");
    std::vector<JobPointer> jobs;
    for (const int input : inputs) {
      auto job = std::make_shared<Job>();
      job->input = input;
      job->callbacks = callbacks;
      jobs.push_back(job);
      queue_.push_back(job);
    }
    drive(0);
    return jobs;
  }

  std::function<int(int)> function_;
  unsigned size_;
  bool open_ = true;
  bool calling_ = false;
  bool silent_ = false;
  std::list<Hand> hands_;
  std::list<JobPointer> queue_;
};

struct Handle : Result {
  Handle(std::shared_ptr<Pool> p, JobPointer j) : pool(std::move(p)), job(std::move(j)) {}
  bool wait(std::chrono::milliseconds timeout) override {
    return pool->settled(*job, std::chrono::steady_clock::now() + timeout);
  }
  int get() override {
    pool->settled(*job, std::nullopt);
    if (job->state == Job::kError) std::rethrow_exception(job->error);
    return job->value;
  }
  std::shared_ptr<Pool> pool;
  JobPointer job;
};

struct Row : Results {
  std::optional<int> next() override {
    if (handles.empty()) return std::nullopt;
    Handle first = std::move(handles.front());
    handles.pop_front();
    return first.get();
  }
  std::list<Handle> handles;
};

std::shared_ptr<Result> Pool::apply_async(int input, Callbacks callbacks) {
  return std::make_shared<Handle>(shared_from_this(), enqueue({input}, callbacks).front());
}

std::unique_ptr<Results> Pool::imap(const std::vector<int>& inputs) {
  auto row = std::make_unique<Row>();
  for (JobPointer& job : enqueue(inputs, {}))
    row->handles.emplace_back(shared_from_this(), std::move(job));
  return row;
}

std::vector<int> Pool::map(const std::vector<int>& inputs) {
  const std::vector<JobPointer> jobs = enqueue(inputs, {});
  for (const JobPointer& job : jobs) settled(*job, std::nullopt);
  std::vector<int> values;
  for (const JobPointer& job : jobs) {
    if (job->state == Job::kError) std::rethrow_exception(job->error);
    values.push_back(job->value);
  }
  return values;
}

// What the user has: results may be there for longer than this.
struct Front : ProcessPool {
  explicit Front(std::shared_ptr<Pool> p) : pool(std::move(p)) {}
  ~Front() override {
    pool->be_silent();
    pool->terminate();
  }
  std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) override {
    return pool->apply_async(input, std::move(callbacks));
  }
  std::vector<int> map(const std::vector<int>& inputs) override { return pool->map(inputs); }
  std::unique_ptr<Results> imap(const std::vector<int>& inputs) override {
    return pool->imap(inputs);
  }
  void close() override { pool->close(); }
  void terminate() override { pool->terminate(); }
  void join() override { pool->join(); }
  std::shared_ptr<Pool> pool;
};

}  // namespace

std::unique_ptr<ProcessPool> make_process_pool(std::function<int(int input)> function,
                                               int workers) {
  if (workers < 0) throw std::invalid_argument("workers < 0");
  unsigned size = static_cast<unsigned>(workers);
  if (size == 0) size = std::thread::hardware_concurrency();
  if (size == 0) size = 1;
  auto pool = std::make_shared<Pool>(std::move(function), size);
  if (const int error = pool->hire(); error != 0) {
    pool->terminate();
    throw std::system_error(error, std::generic_category());
  }
  return std::make_unique<Front>(std::move(pool));
}

}  // namespace lockstep
