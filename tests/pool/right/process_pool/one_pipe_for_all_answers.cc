// All workers write their answers into the same pipe, in records that are small enough to be
// written as a whole. A second pipe of each worker is never written to: it ends when the worker
// does.
// SPDX-License-Identifier: MIT
#include "lessons/pool/process_pool.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <system_error>
#include <thread>

namespace lockstep {
namespace {

using Milliseconds = std::chrono::milliseconds;

// Kinds: 'v' a value in `number`; 'p' a part of the words, of `number` bytes; 'e' the last part.
struct Record {
  pid_t worker;
  int kind;
  int number;
  char words[500];
};
static_assert(sizeof(Record) <= PIPE_BUF);

struct Item {
  int input;
  Callbacks callbacks;
  std::optional<int> value = std::nullopt;
  std::exception_ptr error = nullptr;
  bool done = false;
};
using ItemPointer = std::shared_ptr<Item>;

struct Slot {
  int tasks;
  int life;
  ItemPointer item = nullptr;
  std::string words = {};
};

template <class Call>
ssize_t again(const Call& call) {
  ssize_t n = 0;
  while ((n = call()) < 0 && errno == EINTR) continue;
  return n;
}

bool put(int fd, const void* bytes, std::size_t size) {
  return again([&] { return ::write(fd, bytes, size); }) == static_cast<ssize_t>(size);
}

// Without SIGPIPE, but for one that was pending before.
bool put_quietly(int fd, const void* bytes, std::size_t size) {
  sigset_t pipe;
  sigset_t mask;
  sigset_t pending;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  sigpending(&pending);
  sigprocmask(SIG_BLOCK, &pipe, &mask);
  const bool good = put(fd, bytes, size);
  const timespec none = {};
  if (!good && sigismember(&pending, SIGPIPE) == 0)
    again([&] { return ::sigtimedwait(&pipe, nullptr, &none); });
  sigprocmask(SIG_SETMASK, &mask, nullptr);
  return good;
}

void answer_words(int answers, Record record, const std::string& words) {
  std::size_t at = 0;
  do {
    const std::size_t size = std::min(words.size() - at, sizeof record.words);
    std::memcpy(record.words, words.data() + at, size);
    at += size;
    record.number = static_cast<int>(size);
    record.kind = at == words.size() ? 'e' : 'p';
    if (!put(answers, &record, sizeof record)) ::_exit(0);
  } while (at < words.size());
}

[[noreturn]] void live(int tasks, int answers, const std::function<int(int)>& function) noexcept {
  for (;;) {
    int input = 0;
    std::size_t have = 0;
    while (have < sizeof input) {
      const ssize_t n = again([&] {
        return ::read(tasks, reinterpret_cast<char*>(&input) + have, sizeof input - have);
      });
      if (n <= 0) ::_exit(0);
      have += static_cast<std::size_t>(n);
    }
    Record record = {::getpid(), 'v', 0, {}};
    try {
      record.number = function(input);
      if (!put(answers, &record, sizeof record)) ::_exit(0);
    } catch (const std::exception& e) {
      answer_words(answers, record, e.what());
    } catch (...) {
      answer_words(answers, record, "unknown");
    }
  }
}

struct Engine {
  std::function<int(int)> function;
  std::size_t size;
  std::map<pid_t, Slot> slots = {};
  std::deque<ItemPointer> queue = {};
  int answers[2] = {-1, -1};
  std::string bytes = {};
  bool closed = false;
  bool quiet = false;
  int depth = 0;

  int start() {
    int tasks[2];
    int life[2];
    if (::pipe(tasks) != 0) return errno;
    if (::pipe(life) != 0) {
      const int error = errno;
      for (const int fd : tasks) ::close(fd);
      return error;
    }
    const pid_t pid = ::fork();
    const int error = errno;
    if (pid == 0) {
      for (const auto& [other, slot] : slots) {
        ::close(slot.tasks);
        ::close(slot.life);
      }
      for (const int fd : {tasks[1], life[0], answers[0]}) ::close(fd);
      live(tasks[0], answers[1], function);
    }
    for (const int fd : {tasks[0], life[1]}) ::close(fd);
    if (pid > 0) {
      slots.insert({pid, Slot{tasks[1], life[0]}});
      return 0;
    }
    for (const int fd : {tasks[1], life[0]}) ::close(fd);
    return error;
  }

  void make_all() {
    int error = ::pipe(answers) == 0 ? 0 : errno;
    if (error == 0) ::fcntl(answers[0], F_SETFL, O_NONBLOCK);
    while (error == 0 && slots.size() < size) error = start();
    if (error == 0) return;
    kill_all();
    throw std::system_error(error, std::generic_category());
  }

  static void end(pid_t pid, const Slot& slot) {
    ::close(slot.tasks);
    ::close(slot.life);
    again([&] { return ::waitpid(pid, nullptr, 0); });
  }

  void kill_all() {
    for (const auto& [pid, slot] : slots) ::kill(pid, SIGKILL);
    for (const auto& [pid, slot] : slots) end(pid, slot);
    slots.clear();
    for (int& fd : answers) {
      if (fd >= 0) ::close(fd);
      fd = -1;
    }
  }

  void conclude(const ItemPointer& item, std::optional<int> value, std::exception_ptr error) {
    ++depth;
    try {
      if (!quiet && value && item->callbacks.on_result) item->callbacks.on_result(*value);
      if (!quiet && error && item->callbacks.on_error) item->callbacks.on_error(error);
    } catch (...) {
    }
    --depth;
    item->callbacks = {};
    item->value = value;
    item->error = std::move(error);
    item->done = true;
  }

  void read_answers() {
    char part[8 * sizeof(Record)];
    for (;;) {
      const ssize_t n = again([&] { return ::read(answers[0], part, sizeof part); });
      if (n <= 0) return;
      bytes.append(part, static_cast<std::size_t>(n));
      while (bytes.size() >= sizeof(Record)) {
        Record record;
        std::memcpy(&record, bytes.data(), sizeof record);
        bytes.erase(0, sizeof record);
        understand(record);
      }
    }
  }

  void understand(const Record& record) {
    Slot& slot = slots.at(record.worker);
    if (record.kind != 'v')
      slot.words.append(record.words, static_cast<std::size_t>(record.number));
    if (record.kind == 'p') return;
    const ItemPointer item = std::exchange(slot.item, nullptr);
    const std::string words = std::exchange(slot.words, {});
    if (record.kind == 'v') return conclude(item, record.number, nullptr);
    conclude(item, std::nullopt, std::make_exception_ptr(TaskFailed(words)));
  }

  // Sleeps for at most so long until something has come; -1 without a limit.
  void step(int milliseconds) {
    if (depth > 0 || answers[0] < 0) return;
    std::vector<pollfd> fds = {{answers[0], POLLIN, 0}};
    std::vector<pid_t> pids = {0};
    for (const auto& [pid, slot] : slots) {
      fds.push_back({slot.life, POLLIN, 0});
      pids.push_back(pid);
    }
    if (milliseconds == 0) {
      again([&] { return ::poll(fds.data(), fds.size(), 0); });
    } else if (::poll(fds.data(), fds.size(), milliseconds) < 0) {
      return;
    }
    // After the look at the lives: what a dead worker has sent is in the pipe by now.
    read_answers();
    std::vector<ItemPointer> lost;
    for (std::size_t i = 1; i < fds.size(); ++i) {
      if (fds[i].revents == 0) continue;
      const auto dead = slots.find(pids[i]);
      end(dead->first, dead->second);
      if (dead->second.item) lost.push_back(dead->second.item);
      slots.erase(dead);
    }
    for (const ItemPointer& item : lost)
      conclude(item, std::nullopt, std::make_exception_ptr(WorkerLost()));
    restaff();
    for (auto& [pid, slot] : slots) {
      if (slot.item || queue.empty()) continue;
      if (!put_quietly(slot.tasks, &queue.front()->input, sizeof(int))) continue;
      slot.item = queue.front();
      queue.pop_front();
    }
  }

  void restaff() {
    while (slots.size() < size && (!closed || !queue.empty())) {
      const int error = start();
      if (error == 0) continue;
      if (!slots.empty() || queue.empty()) return;
      const std::system_error refused(error, std::generic_category());
      for (const ItemPointer& item : std::exchange(queue, {}))
        conclude(item, std::nullopt, std::make_exception_ptr(refused));
    }
  }

  std::vector<ItemPointer> add(const std::vector<int>& inputs, const Callbacks& callbacks) {
    if (closed && !inputs.empty()) throw std::logic_error("closed");
    std::vector<ItemPointer> items;
    for (const int input : inputs) {
      items.push_back(std::make_shared<Item>(Item{input, callbacks}));
      queue.push_back(items.back());
    }
    step(0);
    return items;
  }

  int await(const Item& item) {
    for (step(0); !item.done;) step(-1);
    if (item.error) std::rethrow_exception(item.error);
    return *item.value;
  }

  void join() {
    if (!closed) throw std::logic_error("open");
    for (step(0);; step(-1)) {
      bool busy = !queue.empty();
      for (const auto& [pid, slot] : slots) busy = busy || slot.item;
      if (!busy) break;
    }
    kill_all();
  }

  void terminate() {
    closed = true;
    std::deque<ItemPointer> items = std::exchange(queue, {});
    for (auto& [pid, slot] : slots)
      if (slot.item) items.push_front(slot.item);
    kill_all();
    for (const ItemPointer& item : items)
      conclude(item, std::nullopt, std::make_exception_ptr(PoolTerminated()));
  }
};

struct One : Result {
  One(std::shared_ptr<Engine> e, ItemPointer i) : engine(std::move(e)), item(std::move(i)) {}
  bool wait(Milliseconds timeout) override {
    const auto begin = std::chrono::steady_clock::now();
    engine->step(0);
    while (!item->done) {
      const auto left = timeout - std::chrono::duration_cast<Milliseconds>(
                                      std::chrono::steady_clock::now() - begin);
      if (left.count() <= 0) break;
      engine->step(static_cast<int>(left.count()));
    }
    return item->done;
  }
  int get() override { return engine->await(*item); }
  std::shared_ptr<Engine> engine;
  ItemPointer item;
};

struct Several : Results {
  Several(std::shared_ptr<Engine> e, const std::vector<ItemPointer>& i)
      : engine(std::move(e)), items(i.begin(), i.end()) {}
  std::optional<int> next() override {
    if (items.empty()) return std::nullopt;
    const ItemPointer item = items.front();
    items.pop_front();
    return engine->await(*item);
  }
  std::shared_ptr<Engine> engine;
  std::deque<ItemPointer> items;
};

struct OnePipePool : ProcessPool {
  explicit OnePipePool(std::shared_ptr<Engine> e) : engine(std::move(e)) {}
  ~OnePipePool() override {
    engine->quiet = true;
    engine->terminate();
  }
  std::shared_ptr<Result> apply_async(int input, Callbacks callbacks) override {
    return std::make_shared<One>(engine, engine->add({input}, callbacks).front());
  }
  std::vector<int> map(const std::vector<int>& inputs) override {
    std::vector<int> values;
    std::exception_ptr first;
    for (const ItemPointer& item : engine->add(inputs, {})) {
      try {
        values.push_back(engine->await(*item));
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
    if (first) std::rethrow_exception(first);
    return values;
  }
  std::unique_ptr<Results> imap(const std::vector<int>& inputs) override {
    return std::make_unique<Several>(engine, engine->add(inputs, {}));
  }
  void close() override { engine->closed = true; }
  void terminate() override { engine->terminate(); }
  void join() override { engine->join(); }
  std::shared_ptr<Engine> engine;
};

}  // namespace

std::unique_ptr<ProcessPool> make_process_pool(std::function<int(int input)> function,
                                               int workers) {
  if (workers < 0) throw std::invalid_argument("a negative number");
  std::size_t size = workers > 0 ? static_cast<std::size_t>(workers)
                                 : std::max(1u, std::thread::hardware_concurrency());
  const auto engine = std::make_shared<Engine>(Engine{std::move(function), size});
  engine->make_all();
  return std::make_unique<OnePipePool>(engine);
}

}  // namespace lockstep
