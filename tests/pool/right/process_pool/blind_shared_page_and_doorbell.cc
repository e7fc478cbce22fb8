// Numbers travel in a page that parent and worker share; the socket between them is a doorbell. One
// byte says that there is an input, one byte that the page has the answer: neither can come in
// parts. Only the text of an error goes through the socket, up to a NUL, which what() cannot have.
// A pool has seats; a worker sits on one, and a seat whose worker could not be made stays empty.
// SPDX-License-Identifier: MIT
#include "lessons/pool/process_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <list>
#include <set>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr char kInput = 'i';
constexpr char kValue = 'v';
constexpr char kError = 'e';

// What no worker may keep a copy of: the doorbells of every pool of this process.
std::set<int>& doorbells() {
  static auto* const all = new std::set<int>;
  return *all;
}

template <class Call>
auto uninterrupted(Call call) {
  for (;;) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

struct Page {
  int input;
  int value;
};

// ---- the worker ----

void say(int bell, const char* text, std::size_t size) {
  while (size > 0) {
    const ssize_t said = uninterrupted([&] { return ::send(bell, text, size, MSG_NOSIGNAL); });
    if (said < 0) ::_exit(0);  // the parent is gone
    text += said;
    size -= static_cast<std::size_t>(said);
  }
}

[[noreturn]] void work(int bell, volatile Page* page,
                       const std::function<int(int)>& function) noexcept {
  const pid_t me = ::getpid();
  for (;;) {
    char ring = 0;
    if (uninterrupted([&] { return ::recv(bell, &ring, 1, 0); }) != 1) ::_exit(0);
    std::string answer(1, kValue);
    try {
      const int value = function(page->input);
      page->value = value;
    } catch (const std::exception& error) {
      answer = kError;
      answer += error.what();
      answer += '\0';
    } catch (...) {
      answer = kError;
      answer += "unknown";
      answer += '\0';
    }
    if (::getpid() != me) ::_exit(0);
    say(bell, answer.data(), answer.size());
  }
}

// ---- the parent ----

struct Job {
  explicit Job(int the_input) : input(the_input), future(promise.get_future()) {}

  const int input;
  Callbacks callbacks;
  int value = 0;
  std::exception_ptr error;
  bool ready = false;
  std::promise<int> promise;
  std::shared_future<int> future;
};
using JobPtr = std::shared_ptr<Job>;

struct Seat {
  pid_t pid = 0;  // 0: empty
  int bell = -1;
  volatile Page* page = nullptr;
  JobPtr job;
  std::string heard;

  bool taken() const { return pid != 0; }
};

class House {
 public:
  House(std::function<int(int)> function, std::size_t seats)
      : function_(std::move(function)), seats_(seats) {}
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  void open() {
    for (Seat& seat : seats_) {
      const int refusal = fill(seat);
      if (refusal == 0) continue;
      finish(false);
      throw std::system_error(refusal, std::generic_category(), "no worker for the pool");
    }
  }

  // All of the inputs or none; the callbacks are those of the first.
  std::vector<JobPtr> accept(const std::vector<int>& inputs, Callbacks callbacks) {
    if (inputs.empty()) return {};
    if (closed_) throw std::logic_error("the pool takes no more tasks");
    std::vector<JobPtr> jobs;
    for (const int input : inputs) jobs.push_back(std::make_shared<Job>(input));
    jobs.front()->callbacks = std::move(callbacks);
    queue_.insert(queue_.end(), jobs.begin(), jobs.end());
    try_again_ = true;
    return jobs;
  }

  // Moves the pool on as far as it goes without waiting.
  void step() {
    settle(0);
    tell();
  }

  // Until the condition holds, at the latest until the deadline. Whether it holds.
  bool until(const std::function<bool()>& holds, const Clock::time_point* deadline) {
    step();
    while (!holds()) {
      int timeout = -1;
      if (deadline != nullptr) {
        const Clock::duration left = *deadline - Clock::now();
        if (left <= Clock::duration::zero()) return false;
        timeout = static_cast<int>(std::chrono::ceil<Milliseconds>(left).count());
      }
      settle(done_.empty() ? timeout : 0);
      tell();
    }
    return true;
  }

  void close() { closed_ = true; }

  void join() {
    if (!closed_) throw std::logic_error("the pool is neither closed nor terminated");
    if (finished_) return;
    until([this] { return idle(); }, nullptr);
    finish(true);
  }

  // The end, of whatever kind. What has an answer already keeps it.
  void finish(bool with_callbacks) {
    closed_ = true;
    if (finished_) return;
    finished_ = true;
    for (const Seat& seat : seats_) {
      if (seat.taken()) ::kill(seat.pid, SIGKILL);
    }
    for (Seat& seat : seats_) {
      if (!seat.taken()) continue;
      JobPtr job = std::move(seat.job);
      vacate(seat, false);
      if (job) fail(std::move(job), std::make_exception_ptr(PoolTerminated()));
    }
    while (!queue_.empty()) {
      JobPtr job = std::move(queue_.front());
      queue_.pop_front();
      fail(std::move(job), std::make_exception_ptr(PoolTerminated()));
    }
    while (!done_.empty()) tell_first(with_callbacks);
  }

 private:
  bool idle() const {
    if (!queue_.empty() || !done_.empty()) return false;
    for (const Seat& seat : seats_) {
      if (seat.job) return false;
    }
    return true;
  }

  void fail(JobPtr job, std::exception_ptr error) {
    job->error = std::move(error);
    done_.push_back(std::move(job));
  }

  // 0, or the system's error.
  int fill(Seat& seat) {
    void* const memory =
        ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return errno;
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
      const int refusal = errno;
      ::munmap(memory, sizeof(Page));
      return refusal;
    }
    auto* const page = static_cast<volatile Page*>(memory);
    const auto mine = doorbells().insert(pair[0]).first;
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (const int bell : doorbells()) ::close(bell);
      doorbells().clear();
      doorbells().insert(pair[1]);  // for the workers of a pool that the function makes
      work(pair[1], page, function_);
    }
    const int refusal = errno;
    ::close(pair[1]);
    if (pid == -1) {
      ::close(pair[0]);
      doorbells().erase(mine);
      ::munmap(memory, sizeof(Page));
      return refusal;
    }
    seat.pid = pid;
    seat.bell = pair[0];
    seat.page = page;
    return 0;
  }

  static void vacate(Seat& seat, bool reaped) {
    if (!reaped) {
      ::kill(seat.pid, SIGKILL);  // its end of the socket is closed: it is ending anyway
      uninterrupted([&] { return ::waitpid(seat.pid, nullptr, 0); });
    }
    ::close(seat.bell);
    doorbells().erase(seat.bell);
    ::munmap(const_cast<Page*>(seat.page), sizeof(Page));
    seat = Seat();
  }

  // The worker is dead; what it had said has been heard.
  void bury(Seat& seat, bool reaped) {
    JobPtr job = std::move(seat.job);
    vacate(seat, reaped);
    try_again_ = true;
    if (job) fail(std::move(job), std::make_exception_ptr(WorkerLost()));
  }

  void listen(Seat& seat) {
    // Asked before reading: of a worker that has ended, all that it ever said can be read.
    const bool reaped = uninterrupted([&] { return ::waitpid(seat.pid, nullptr, WNOHANG); }) != 0;
    char buffer[8192];
    ssize_t got;
    while ((got = uninterrupted(
                [&] { return ::recv(seat.bell, buffer, sizeof buffer, MSG_DONTWAIT); })) > 0) {
      if (seat.job) understand(seat, buffer, static_cast<std::size_t>(got));
    }
    const bool silent = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (reaped || !silent) bury(seat, reaped);
  }

  void understand(Seat& seat, const char* text, std::size_t size) {
    seat.heard.append(text, size);
    if (seat.heard.front() == kValue) {
      seat.job->value = seat.page->value;
    } else if (seat.heard.back() == '\0') {
      seat.job->error =
          std::make_exception_ptr(TaskFailed(seat.heard.substr(1, seat.heard.size() - 2)));
    } else {
      return;
    }
    seat.heard = std::string();
    done_.push_back(std::move(seat.job));
    seat.job = nullptr;
  }

  void make_missing() {
    if (!try_again_) return;
    try_again_ = false;
    int refusal = 0;
    std::size_t taken = 0;
    for (Seat& seat : seats_) {
      if (!seat.taken() && refusal == 0) refusal = fill(seat);
      if (seat.taken()) ++taken;
    }
    while (taken == 0 && !queue_.empty()) {
      JobPtr job = std::move(queue_.front());
      queue_.pop_front();
      fail(std::move(job), std::make_exception_ptr(std::system_error(
                               refusal, std::generic_category(), "no worker for the task")));
    }
  }

  void hand_out() {
    for (Seat& seat : seats_) {
      if (queue_.empty()) return;
      if (!seat.taken() || seat.job) continue;
      seat.page->input = queue_.front()->input;
      if (uninterrupted([&] { return ::send(seat.bell, &kInput, 1, MSG_NOSIGNAL); }) == 1) {
        seat.job = std::move(queue_.front());
        queue_.pop_front();
      } else {
        bury(seat, false);
      }
    }
  }

  // Sleeps until a worker says something or dies, at most for `timeout`; then brings the pool to
  // where nothing more can be done without waiting.
  void settle(int timeout) {
    if (finished_) return;
    if (timeout != 0) {
      std::vector<pollfd> polled;
      for (const Seat& seat : seats_) {
        if (seat.taken()) polled.push_back({seat.bell, POLLIN, 0});
      }
      ::poll(polled.data(), polled.size(), timeout);
    }
    for (Seat& seat : seats_) {
      if (seat.taken()) listen(seat);
    }
    do {
      make_missing();
      hand_out();
    } while (try_again_);
  }

  // Calls the callbacks of all that had ended at the beginning of the call.
  void tell() {
    if (telling_) return;
    for (std::size_t count = done_.size(); count > 0; --count) {
      tell_first(true);
      settle(0);
    }
  }

  void tell_first(bool with_callbacks) {
    const JobPtr job = std::move(done_.front());
    done_.pop_front();
    const Callbacks callbacks = std::exchange(job->callbacks, Callbacks());
    if (with_callbacks) {
      telling_ = true;
      try {
        if (job->error && callbacks.on_error) callbacks.on_error(job->error);
        if (!job->error && callbacks.on_result) callbacks.on_result(job->value);
      } catch (...) {
        // Harms nobody.
      }
      telling_ = false;
    }
    job->ready = true;
    if (job->error) {
      job->promise.set_exception(job->error);
    } else {
      job->promise.set_value(job->value);
    }
  }

  const std::function<int(int)> function_;
  std::vector<Seat> seats_;
  std::list<JobPtr> queue_;
  std::list<JobPtr> done_;  // have ended, and their callbacks have not been called
  bool try_again_ = false;
  bool telling_ = false;
  bool closed_ = false;
  bool finished_ = false;
};

class JobResult final : public Result {
 public:
  JobResult(JobPtr job, std::weak_ptr<House> house)
      : job_(std::move(job)), house_(std::move(house)) {}

  bool wait(Milliseconds timeout) override {
    Clock::time_point deadline = Clock::now();
    if (timeout > Milliseconds(0)) {
      deadline += timeout < std::chrono::hours(24) ? timeout : Milliseconds(std::chrono::hours(24));
    }
    if (const auto house = house_.lock()) {
      return house->until([this] { return job_->ready; }, &deadline);
    }
    return job_->ready;
  }

  int get() override {
    const auto house = house_.lock();
    if (house && !job_->ready) house->until([this] { return job_->ready; }, nullptr);
    return job_->future.get();
  }

 private:
  const JobPtr job_;
  const std::weak_ptr<House> house_;
};

class JobResults final : public Results {
 public:
  JobResults(std::vector<JobPtr> jobs, std::weak_ptr<House> house)
      : house_(std::move(house)), jobs_(jobs.begin(), jobs.end()) {}

  std::optional<int> next() override {
    if (jobs_.empty()) return std::nullopt;
    JobResult result(jobs_.front(), house_);
    if (const auto house = house_.lock()) {
      const JobPtr job = jobs_.front();
      house->until([&] { return job->ready; }, nullptr);
    }
    jobs_.pop_front();
    return result.get();
  }

 private:
  const std::weak_ptr<House> house_;
  std::list<JobPtr> jobs_;
};

class HousePool final : public ProcessPool {
 public:
  explicit HousePool(std::shared_ptr<House> house) : house_(std::move(house)) {}
  ~HousePool() override { house_->finish(false); }

  std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) override {
    auto result =
        std::make_shared<JobResult>(house_->accept({input}, std::move(callbacks)).front(), house_);
    house_->step();
    return result;
  }

  std::vector<int> map(const std::vector<int>& inputs) override {
    const std::vector<JobPtr> jobs = house_->accept(inputs, {});
    auto next = jobs.begin();
    house_->until(
        [&] {
          while (next != jobs.end() && (*next)->ready) ++next;
          return next == jobs.end();
        },
        nullptr);
    std::vector<int> values;
    for (const JobPtr& job : jobs) values.push_back(job->future.get());
    return values;
  }

  std::unique_ptr<Results> imap(const std::vector<int>& inputs) override {
    auto results = std::make_unique<JobResults>(house_->accept(inputs, {}), house_);
    house_->step();
    return results;
  }

  void close() override { house_->close(); }
  void terminate() override { house_->finish(true); }
  void join() override { house_->join(); }

 private:
  const std::shared_ptr<House> house_;
};

}  // namespace

std::unique_ptr<ProcessPool> make_process_pool(std::function<int(int input)> function,
                                               int workers) {
  if (workers < 0) throw std::invalid_argument("workers < 0");
  auto seats = static_cast<std::size_t>(workers);
  if (seats == 0) seats = std::thread::hardware_concurrency();
  if (seats == 0) seats = 1;
  const auto house = std::make_shared<House>(std::move(function), seats);
  house->open();
  return std::make_unique<HousePool>(house);
}

}  // namespace lockstep
