// expect: lost wakeup in ProcessQueue.NoWakeupIsMissed
// Who is to wait asks how often the bell has rung only after it has dropped the lock: a ring in
// between is missed, and it sleeps beside the item or the room.
// SPDX-License-Identifier: MIT
#include "lessons/queue/process_queue.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "lessons/base/bell.h"
#include "lessons/base/shared_lock.h"
#include "lessons/base/shared_memory.h"

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

// Behind it the ring: slots of `stride` bytes, each with the size of its item before the item.
struct State {
  base::SharedLock lock;
  base::Bell items, room;
  bool closed = false;
  std::uint64_t put = 0, taken = 0;
};

using Size = std::uint64_t;

// A change is one store, made last; so there is nothing to repair after a process that died.
class Holder {
 public:
  explicit Holder(State& state) : state_(state) { take(); }
  ~Holder() {
    if (has_it_) drop();
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  void take() {
    (void)state_.lock.take();
    has_it_ = true;
  }
  void drop() {
    has_it_ = false;
    state_.lock.drop();
  }

 private:
  State& state_;
  bool has_it_ = false;
};

// How long a call waits.
struct Patience {
  bool waits = true;
  bool for_ever = true;
  steady_clock::time_point end{};
};

Patience at_most(nanoseconds timeout) {
  if (timeout <= nanoseconds::zero()) return {false, false, {}};
  return {true, false, steady_clock::now() + timeout};
}

std::size_t stride_of(std::size_t largest) {
  std::size_t sum = 0;
  if (__builtin_add_overflow(largest, sizeof(Size) + 7, &sum)) {
    throw std::system_error(ENOMEM, std::generic_category(), "make_process_queue");
  }
  return sum / 8 * 8;
}

std::size_t ring_size(int capacity, std::size_t stride) {
  std::size_t size = 0;
  if (__builtin_mul_overflow(static_cast<std::size_t>(capacity), stride, &size) ||
      size > SIZE_MAX / 2) {
    throw std::system_error(ENOMEM, std::generic_category(), "make_process_queue");
  }
  return size;
}

class Queue final : public ProcessQueue {
 public:
  Queue(int capacity, std::size_t largest)
      : capacity_(static_cast<std::uint64_t>(capacity)),
        largest_(largest),
        stride_(stride_of(largest)),
        state_(ring_size(capacity, stride_)) {}

  bool put(std::string_view item) override { return put_with(Patience(), item); }
  bool try_put(std::string_view item) override { return put_with(at_most(nanoseconds(0)), item); }
  bool put_for(std::string_view item, nanoseconds timeout) override {
    return put_with(at_most(timeout), item);
  }

  std::optional<std::string> get() override { return get_with(Patience()); }
  std::optional<std::string> try_get() override { return get_with(at_most(nanoseconds(0))); }
  std::optional<std::string> get_for(nanoseconds timeout) override {
    return get_with(at_most(timeout));
  }

  void close() override {
    const Holder holder(*state_);
    if (state_->closed) return;
    state_->items.ring();
    state_->room.ring();
    state_->closed = true;
  }

  bool is_closed() const override {
    const Holder holder(*state_);
    return state_->closed;
  }

 private:
  bool full() const { return state_->put - state_->taken == capacity_; }
  bool empty() const { return state_->put == state_->taken; }
  std::byte* slot(std::uint64_t number) const {
    return state_.rest() + static_cast<std::size_t>(number % capacity_) * stride_;
  }

  // Without the lock, and then with it again. Returns whether there is time left.
  bool sleep(Holder& holder, const base::Bell& bell, const Patience& patience) {
    holder.drop();
    const std::uint32_t heard = bell.rung();
    bool in_time = true;
    if (patience.for_ever) {
      bell.wait(heard);
    } else {
      in_time = bell.wait_until(heard, patience.end);
    }
    holder.take();
    return in_time;
  }

  bool put_with(const Patience& patience, std::string_view item) {
    if (item.size() > largest_) throw std::length_error("larger than the queue's largest item");
    Holder holder(*state_);
    bool in_time = patience.waits;
    while (!state_->closed && full()) {
      if (!in_time) return false;
      in_time = sleep(holder, state_->room, patience);
    }
    if (state_->closed) return false;
    std::byte* const place = slot(state_->put);
    const Size size = static_cast<Size>(item.size());
    std::memcpy(place, &size, sizeof size);
    if (!item.empty()) std::memcpy(place + sizeof size, item.data(), item.size());
    state_->items.ring();
    ++state_->put;
    return true;
  }

  std::optional<std::string> get_with(const Patience& patience) {
    Holder holder(*state_);
    bool in_time = patience.waits;
    while (empty()) {
      if (state_->closed || !in_time) return std::nullopt;
      in_time = sleep(holder, state_->items, patience);
    }
    const std::byte* const place = slot(state_->taken);
    Size size = 0;
    std::memcpy(&size, place, sizeof size);
    std::string item(reinterpret_cast<const char*>(place + sizeof size), size);
    state_->room.ring();
    ++state_->taken;
    return item;
  }

  const std::uint64_t capacity_;
  const std::size_t largest_, stride_;
  const base::SharedMemory<State> state_;
};

}  // namespace

std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest) {
  if (capacity < 1) throw std::invalid_argument("capacity < 1");
  if (largest < 1) throw std::invalid_argument("largest < 1");
  return std::make_unique<Queue>(capacity, largest);
}

}  // namespace lockstep
