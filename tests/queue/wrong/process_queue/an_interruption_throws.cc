// expect: crash in ProcessQueue.WhoWaitsSleepsUntilItCanGoOn
// A call that is interrupted is not made again.
// SPDX-License-Identifier: MIT
#include "lessons/queue/process_queue.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "lessons/base/bell.h"
#include "lessons/base/shared_lock.h"
#include "lessons/base/shared_memory.h"

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using End = std::optional<steady_clock::time_point>;  // of waiting; nothing: never
using Item = std::optional<std::string>;

struct Contents {
  int items = 0;
  int bytes = 0;
  int first = 0;  // place of the first item's size
};

struct State {
  base::SharedLock lock;
  base::Bell bell;  // rings before anything changes, with the lock taken
  bool closed = false;
  bool broken = false;
  Contents now;
  Contents next;  // what it will be when the item under way has been moved
  std::atomic<bool> moving{false};
};

ssize_t check(const char* call, ssize_t result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

template <class Call>
void move_all(std::size_t size, Call call) {
  for (std::size_t at = 0; at < size;) {
    const ssize_t moved = call(at);
    at += static_cast<std::size_t>(check("pipe", moved));
  }
}

End after(nanoseconds timeout) {
  if (timeout <= nanoseconds::zero()) return steady_clock::time_point::min();
  return steady_clock::now() + timeout;
}

struct Pipe {
  explicit Pipe(std::size_t bytes) : Pipe() {
    const auto size = static_cast<int>(std::min<std::size_t>(2 * bytes + 2 * 4096, 1 << 30));
    if (size > 65536) check("F_SETPIPE_SZ", ::fcntl(ends[1], F_SETPIPE_SZ, size));
  }
  Pipe() { check("pipe2", ::pipe2(ends, O_CLOEXEC)); }
  ~Pipe() {
    for (const int end : ends) ::close(end);
  }

  int ends[2];  // for reading, for writing
};

class Inside {
 public:
  Inside(State& state, int reader) : state_(state) {
    (void)state.lock.take();
    if (state.moving) settle(reader);
    if (!state.broken) return;
    state.lock.drop();
    throw BrokenQueue();
  }
  ~Inside() { state_.lock.drop(); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  void settle(int reader) {
    int bytes = 0;
    check("FIONREAD", ::ioctl(reader, FIONREAD, &bytes));
    state_.broken = bytes != state_.next.bytes && bytes != state_.now.bytes;
    if (bytes == state_.next.bytes) state_.now = state_.next;
    state_.moving = false;
  }

  State& state_;
};

class PipeQueue final : public ProcessQueue {
 public:
  PipeQueue(int capacity, std::size_t largest)
      : capacity_(capacity),
        largest_(largest),
        state_(sizeof(int) * capacity),
        pipe_(std::min<std::size_t>(largest, 1 << 30) * capacity) {}

  bool put(std::string_view item) override { return put_before({}, item); }
  bool try_put(std::string_view item) override { return put_before(after({}), item); }
  bool put_for(std::string_view item, nanoseconds t) override { return put_before(after(t), item); }
  Item get() override { return get_before({}); }
  Item try_get() override { return get_before(after({})); }
  Item get_for(nanoseconds timeout) override { return get_before(after(timeout)); }

  void close() override {
    const Inside inside(*state_, pipe_.ends[0]);
    state_->bell.ring();
    state_->closed = true;
  }

  bool is_closed() const override {
    const Inside inside(*state_, pipe_.ends[0]);
    return state_->closed;
  }

 private:
  template <class Try>
  void until_done(End end, Try try_it) {
    for (std::uint32_t heard = 0;;) {
      {
        const Inside inside(*state_, pipe_.ends[0]);
        if (try_it()) return;
        heard = state_->bell.rung();
      }
      if (!end) {
        state_->bell.wait(heard);
      } else if (!state_->bell.wait_until(heard, *end)) {
        return;
      }
    }
  }

  bool put_before(End end, std::string_view item) {
    if (item.size() > largest_) throw std::length_error("the item is too large for the queue");
    bool put = false;
    until_done(end, [&] {
      put = !state_->closed && state_->now.items < capacity_;
      if (put) append(item);
      return put || state_->closed;
    });
    return put;
  }

  Item get_before(End end) {
    Item item;
    until_done(end, [&] {
      if (state_->now.items > 0) item = take_first();
      return item || state_->closed;
    });
    return item;
  }

  int& size_at(int place) const { return reinterpret_cast<int*>(state_.rest())[place % capacity_]; }

  void append(std::string_view item) {
    const int size = static_cast<int>(item.size());
    const Contents now = state_->now;
    size_at(now.first + now.items) = size;
    begin({now.items + 1, now.bytes + size, now.first});
    move_all(item.size(),
             [&](std::size_t at) { return ::write(pipe_.ends[1], &item[at], item.size() - at); });
    done();
  }

  std::string take_first() {
    const Contents now = state_->now;
    std::string item(static_cast<std::size_t>(size_at(now.first)), '\0');
    begin({now.items - 1, now.bytes - size_at(now.first), (now.first + 1) % capacity_});
    move_all(item.size(),
             [&](std::size_t at) { return ::read(pipe_.ends[0], &item[at], item.size() - at); });
    done();
    return item;
  }

  void begin(const Contents& next) {
    state_->next = next;
    state_->bell.ring();
    state_->moving = true;
  }

  void done() {
    state_->now = state_->next;
    state_->moving = false;
  }

  const int capacity_;
  const std::size_t largest_;
  base::SharedMemory<State> state_;
  Pipe pipe_;
};

}  // namespace

std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest) {
  if (capacity < 1) throw std::invalid_argument("a queue has room for one item or more");
  if (largest < 1) throw std::invalid_argument("an item may have one byte or more");
  return std::make_unique<PipeQueue>(capacity, largest);
}

}  // namespace lockstep
