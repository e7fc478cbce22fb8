// SPDX-License-Identifier: MIT
// A right solution: no ring, no counts. An item lies in any free slot, with a stamp that says after
// which others it came; a slot without a stamp is free. So each change is one store of one stamp,
// and who dies has made it or has not. One bell for everything.
#include "lessons/queue/process_queue.h"

#include <algorithm>
#include <atomic>
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

struct Slot {
  std::atomic<std::uint64_t> stamp;
  std::uint64_t size;
};

struct State {
  base::SharedLock lock;
  base::Bell bell;
  std::atomic<bool> closed{false};
};

struct Inside {
  // Whatever a dead process left is complete.
  explicit Inside(State& state) : state(state) { (void)state.lock.take(); }
  ~Inside() { state.lock.drop(); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  State& state;
};

std::size_t stride_for(std::size_t largest) {
  std::size_t sum = 0;
  if (__builtin_add_overflow(largest, sizeof(Slot) + 7, &sum)) {
    throw std::system_error(ENOMEM, std::generic_category(), "make_process_queue");
  }
  return sum / 8 * 8;
}

std::size_t bytes_for(int capacity, std::size_t largest) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(static_cast<std::size_t>(capacity), stride_for(largest), &bytes) ||
      bytes > SIZE_MAX / 2) {
    throw std::system_error(ENOMEM, std::generic_category(), "make_process_queue");
  }
  return bytes;
}

class StampedSlots final : public ProcessQueue {
 public:
  StampedSlots(int capacity, std::size_t largest)
      : capacity_(static_cast<std::size_t>(capacity)),
        largest_(largest),
        stride_(stride_for(largest)),
        state_(bytes_for(capacity, largest)) {}

  bool put(std::string_view item) override {
    return put_until(item, steady_clock::time_point::max());
  }
  bool try_put(std::string_view item) override { return put_until(item, std::nullopt); }
  bool put_for(std::string_view item, nanoseconds timeout) override {
    return put_until(item, end_of(timeout));
  }
  std::optional<std::string> get() override { return get_until(steady_clock::time_point::max()); }
  std::optional<std::string> try_get() override { return get_until(std::nullopt); }
  std::optional<std::string> get_for(nanoseconds timeout) override {
    return get_until(end_of(timeout));
  }

  void close() override {
    const Inside inside(*state_);
    if (state_->closed) return;
    state_->bell.ring();
    state_->closed = true;
  }
  bool is_closed() const override {
    const Inside inside(*state_);
    return state_->closed;
  }

 private:
  // Nothing: do not wait. max(): wait for ever.
  using End = std::optional<steady_clock::time_point>;

  static End end_of(nanoseconds timeout) {
    if (timeout <= nanoseconds::zero()) return std::nullopt;
    return steady_clock::now() + timeout;
  }

  // Makes attempts, each with the lock, until one returns true or the time is up.
  template <class Attempt>
  void persist(End end, Attempt attempt) {
    bool in_time = end.has_value();
    for (;;) {
      std::uint32_t heard = 0;
      {
        const Inside inside(*state_);
        if (attempt() || !in_time) return;
        heard = state_->bell.rung();
      }
      if (*end == steady_clock::time_point::max()) {
        state_->bell.wait(heard);
      } else {
        in_time = state_->bell.wait_until(heard, *end);
      }
    }
  }

  bool put_until(std::string_view item, End end) {
    if (item.size() > largest_) throw std::length_error("an item larger than the queue's largest");
    bool accepted = false;
    persist(end, [&] {
      if (state_->closed) return true;
      Slot* free = nullptr;
      std::uint64_t newest = 0;
      for (std::size_t i = 0; i < capacity_; ++i) {
        Slot& one = slot(i);
        newest = std::max(newest, one.stamp.load());
        if (one.stamp == 0) free = &one;
      }
      if (free == nullptr) return false;
      free->size = item.size();
      if (!item.empty()) std::memcpy(free + 1, item.data(), item.size());
      state_->bell.ring();
      free->stamp = newest + 1;
      accepted = true;
      return true;
    });
    return accepted;
  }

  std::optional<std::string> get_until(End end) {
    std::optional<std::string> item;
    persist(end, [&] {
      Slot* oldest = nullptr;
      for (std::size_t i = 0; i < capacity_; ++i) {
        Slot& one = slot(i);
        if (one.stamp != 0 && (oldest == nullptr || one.stamp < oldest->stamp)) oldest = &one;
      }
      if (oldest == nullptr) return state_->closed.load();
      item.emplace(reinterpret_cast<const char*>(oldest + 1), oldest->size);
      state_->bell.ring();
      oldest->stamp = 0;
      return true;
    });
    return item;
  }

  Slot& slot(std::size_t i) const { return *reinterpret_cast<Slot*>(state_.rest() + i * stride_); }

  const std::size_t capacity_, largest_, stride_;
  const base::SharedMemory<State> state_;
};
static_assert(sizeof(State) % alignof(Slot) == 0);

}  // namespace

std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest) {
  if (capacity < 1) throw std::invalid_argument("a queue for no items");
  if (largest < 1) throw std::invalid_argument("a queue for items of no bytes");
  return std::make_unique<StampedSlots>(capacity, largest);
}

}  // namespace lockstep
