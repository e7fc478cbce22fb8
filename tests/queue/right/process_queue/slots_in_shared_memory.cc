// SPDX-License-Identifier: MIT
// right: no pipe. The items lie in shared memory, each in a slot; one number says how far the queue
// has come, so a process that is killed has changed it or not, and nothing ever breaks.
#include "lessons/queue/process_queue.h"

#include <atomic>
#include <cstring>

#include "lessons/base/bell.h"
#include "lessons/base/shared_lock.h"
#include "lessons/base/shared_memory.h"

namespace lockstep {
namespace {

struct Shared {
  base::SharedLock lock;
  base::Bell bell;
  std::atomic<std::uint64_t> put{0};    // items ever put
  std::atomic<std::uint64_t> taken{0};  // items ever taken
  std::atomic<bool> closed{false};
};

class Lock {
 public:
  // A dead holder has left all in order.
  explicit Lock(base::SharedLock& lock) : lock_(lock) { (void)lock_.take(); }
  ~Lock() { lock_.drop(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  base::SharedLock& lock_;
};

using Clock = std::chrono::steady_clock;

class SlotQueue final : public ProcessQueue {
 public:
  SlotQueue(int capacity, std::size_t largest)
      : capacity_(static_cast<std::size_t>(capacity)),
        largest_(largest),
        shared_((sizeof(std::size_t) + rounded(largest)) * capacity_) {}

  bool put(std::string_view item) override { return put_until(item, Clock::time_point::max()); }
  bool try_put(std::string_view item) override { return put_until(item, Clock::time_point()); }
  bool put_for(std::string_view item, std::chrono::nanoseconds timeout) override {
    return put_until(item, Clock::now() + timeout);
  }
  std::optional<std::string> get() override { return get_until(Clock::time_point::max()); }
  std::optional<std::string> try_get() override { return get_until(Clock::time_point()); }
  std::optional<std::string> get_for(std::chrono::nanoseconds timeout) override {
    return get_until(Clock::now() + timeout);
  }

  void close() override {
    const Lock lock(shared_->lock);
    shared_->bell.ring();
    shared_->closed = true;
  }
  bool is_closed() const override { return shared_->closed; }

 private:
  static std::size_t rounded(std::size_t size) { return (size + 7) / 8 * 8; }

  std::byte* slot(std::uint64_t number) const {
    return shared_.rest() + number % capacity_ * (sizeof(std::size_t) + rounded(largest_));
  }

  bool sleep(std::uint32_t heard, Clock::time_point end) const {
    if (end != Clock::time_point::max()) return shared_->bell.wait_until(heard, end);
    shared_->bell.wait(heard);
    return true;
  }

  bool put_until(std::string_view item, Clock::time_point end) {
    if (item.size() > largest_) throw std::length_error("larger than the largest");
    std::uint32_t heard = 0;
    do {
      const Lock lock(shared_->lock);
      if (shared_->closed) return false;
      if (shared_->put - shared_->taken < capacity_) {
        std::byte* const place = slot(shared_->put);
        const std::size_t size = item.size();
        std::memcpy(place, &size, sizeof size);
        if (size > 0) std::memcpy(place + sizeof size, item.data(), size);
        shared_->bell.ring();
        ++shared_->put;
        return true;
      }
      heard = shared_->bell.rung();
    } while (sleep(heard, end));
    return false;
  }

  std::optional<std::string> get_until(Clock::time_point end) {
    std::uint32_t heard = 0;
    do {
      const Lock lock(shared_->lock);
      if (shared_->put != shared_->taken) {
        const std::byte* const place = slot(shared_->taken);
        std::size_t size = 0;
        std::memcpy(&size, place, sizeof size);
        std::string item(reinterpret_cast<const char*>(place + sizeof size), size);
        shared_->bell.ring();
        ++shared_->taken;
        return item;
      }
      if (shared_->closed) return std::nullopt;
      heard = shared_->bell.rung();
    } while (sleep(heard, end));
    return std::nullopt;
  }

  const std::size_t capacity_;
  const std::size_t largest_;
  base::SharedMemory<Shared> shared_;
};

}  // namespace

std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest) {
  if (capacity < 1 || largest < 1)
    throw std::invalid_argument("capacity and largest are 1 or more");
  return std::make_unique<SlotQueue>(capacity, largest);
}

}  // namespace lockstep
