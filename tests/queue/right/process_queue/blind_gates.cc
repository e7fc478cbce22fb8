// SPDX-License-Identifier: MIT
// A right solution: no bell. For each reason to wait there is a gate, a pipe that has a byte in it
// exactly while nobody need wait; who waits polls it. A gate is opened before the change that opens
// it, and shut after the change that shuts it, so who dies in between leaves it open, and the next
// one, who finds the lock of a dead process, puts it right.
#include "lessons/queue/process_queue.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "lessons/base/shared_lock.h"
#include "lessons/base/shared_memory.h"

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

[[noreturn]] void fail(int error, const char* call) {
  throw std::system_error(error, std::generic_category(), call);
}

class Gate {
 public:
  Gate() {
    if (::pipe(ends_) == -1) fail(errno, "pipe");
    for (const int end : ends_) {
      if (::fcntl(end, F_SETFL, O_NONBLOCK) != -1 && ::fcntl(end, F_SETFD, FD_CLOEXEC) != -1)
        continue;
      const int error = errno;
      close_both();
      fail(error, "fcntl");
    }
  }
  ~Gate() { close_both(); }
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Sleeps until the gate is open, for so many milliseconds at most, -1: for ever; or for no
  // reason.
  void wait(int milliseconds) const {
    pollfd one{ends_[0], POLLIN, 0};
    if (::poll(&one, 1, milliseconds) == -1 && errno != EINTR && errno != EAGAIN) {
      fail(errno, "poll");
    }
  }

  // These only with the lock.
  void open() const {
    if (is_open()) return;
    ssize_t written = 0;
    do {
      written = ::write(ends_[1], "", 1);
    } while (written == 0 || (written == -1 && errno == EINTR));
    if (written == -1) fail(errno, "write");
  }
  void shut() const noexcept {
    char bytes[8];
    ssize_t size = 0;
    do {
      size = ::read(ends_[0], bytes, sizeof bytes);
    } while (size > 0 || (size == -1 && errno == EINTR));
  }

 private:
  bool is_open() const {
    pollfd one{ends_[0], POLLIN, 0};
    int result = 0;
    do {
      result = ::poll(&one, 1, 0);
    } while (result == -1 && (errno == EINTR || errno == EAGAIN));
    if (result == -1) fail(errno, "poll");
    return result == 1;
  }
  void close_both() noexcept {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  int ends_[2];
};

struct State {
  base::SharedLock lock;
  bool untidy = false;  // a process died with the lock, and the gates may be wrong
  std::atomic<bool> closed{false};
  std::atomic<std::uint64_t> put{0}, taken{0};
};

std::size_t stride_for(std::size_t largest) {
  std::size_t sum = 0;
  if (__builtin_add_overflow(largest, sizeof(std::uint64_t) + 7, &sum)) fail(ENOMEM, "mmap");
  return sum / 8 * 8;
}

std::size_t bytes_for(int capacity, std::size_t largest) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<std::size_t>(capacity), stride_for(largest), &bytes) ||
      bytes > SIZE_MAX / 2) {
    fail(ENOMEM, "mmap");
  }
  return bytes;
}

class Gates final : public ProcessQueue {
 public:
  Gates(int capacity, std::size_t largest)
      : capacity_(static_cast<std::uint64_t>(capacity)),
        largest_(largest),
        stride_(stride_for(largest)),
        state_(bytes_for(capacity, largest)) {
    room_.open();
  }

  bool put(std::string_view item) override { return put_while(item, Patience()); }
  bool try_put(std::string_view item) override { return put_while(item, Patience(nanoseconds(0))); }
  bool put_for(std::string_view item, nanoseconds timeout) override {
    return put_while(item, Patience(timeout));
  }
  std::optional<std::string> get() override { return get_while(Patience()); }
  std::optional<std::string> try_get() override { return get_while(Patience(nanoseconds(0))); }
  std::optional<std::string> get_for(nanoseconds timeout) override {
    return get_while(Patience(timeout));
  }

  void close() override {
    const Inside inside(*this);
    if (state_->closed) return;
    state_->untidy = true;  // until all of it is done
    items_.open();
    room_.open();
    state_->closed = true;
    state_->untidy = false;
  }
  bool is_closed() const override {
    const Inside inside(*this);
    return state_->closed;
  }

 private:
  class Patience {
   public:
    Patience() = default;
    explicit Patience(nanoseconds timeout) {
      end_ = timeout <= nanoseconds::zero() ? steady_clock::time_point::min()
                                            : steady_clock::now() + timeout;
    }
    // What is left of it, for poll(); 0 when the time is up.
    int milliseconds() const {
      if (!end_) return -1;
      if (*end_ == steady_clock::time_point::min()) return 0;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end_ - steady_clock::now());
      return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
    }

   private:
    std::optional<steady_clock::time_point> end_;
  };

  struct Inside {
    explicit Inside(const Gates& queue) : queue(queue) {
      State& state = *queue.state_;
      if (!state.lock.take()) state.untidy = true;
      if (!state.untidy) return;
      try {
        queue.tidy();
      } catch (...) {
        state.lock.drop();
        throw;
      }
      state.untidy = false;
    }
    ~Inside() { queue.state_->lock.drop(); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

    const Gates& queue;
  };

  std::uint64_t count() const { return state_->put - state_->taken; }

  void tidy() const {
    if (count() > 0 || state_->closed) {
      items_.open();
    } else {
      items_.shut();
    }
    if (count() < capacity_ || state_->closed) {
      room_.open();
    } else {
      room_.shut();
    }
  }

  // Makes attempts, each with the lock, until one returns true or the time is up.
  template <class Attempt>
  void persist(const Gate& gate, const Patience& patience, Attempt attempt) {
    for (;;) {
      const bool in_time = patience.milliseconds() != 0;
      {
        const Inside inside(*this);
        if (attempt() || !in_time) return;
      }
      gate.wait(patience.milliseconds());
    }
  }

  bool put_while(std::string_view item, const Patience& patience) {
    if (item.size() > largest_) throw std::length_error("an item larger than the queue's largest");
    bool accepted = false;
    persist(room_, patience, [&] {
      if (state_->closed) return true;
      if (count() == capacity_) return false;
      std::byte* const slot = slot_of(state_->put);
      const std::uint64_t size = item.size();
      std::memcpy(slot, &size, sizeof size);
      if (size != 0) std::memcpy(slot + sizeof size, item.data(), item.size());
      items_.open();
      ++state_->put;
      accepted = true;
      if (count() == capacity_) room_.shut();
      return true;
    });
    return accepted;
  }

  std::optional<std::string> get_while(const Patience& patience) {
    std::optional<std::string> item;
    persist(items_, patience, [&] {
      if (count() == 0) return state_->closed.load();
      const std::byte* const slot = slot_of(state_->taken);
      std::uint64_t size = 0;
      std::memcpy(&size, slot, sizeof size);
      std::string copy(reinterpret_cast<const char*>(slot + sizeof size), size);
      room_.open();
      ++state_->taken;
      item = std::move(copy);
      if (count() == 0 && !state_->closed) items_.shut();
      return true;
    });
    return item;
  }

  std::byte* slot_of(std::uint64_t number) const {
    return state_.rest() + static_cast<std::size_t>(number % capacity_) * stride_;
  }

  const std::uint64_t capacity_;
  const std::size_t largest_, stride_;
  const base::SharedMemory<State> state_;
  const Gate items_, room_;
};

}  // namespace

std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest) {
  if (capacity < 1) throw std::invalid_argument("a queue for no items");
  if (largest < 1) throw std::invalid_argument("a queue for items of no bytes");
  return std::make_unique<Gates>(capacity, largest);
}

}  // namespace lockstep
