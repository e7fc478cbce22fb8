// SPDX-License-Identifier: MIT
// right: each item stands in the pipe behind its length. Whoever is killed while it has the lock
// and has said that it moves bytes breaks the queue. Room and items have a bell each.
#include "lessons/queue/process_queue.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

#include "lessons/base/bell.h"
#include "lessons/base/shared_lock.h"
#include "lessons/base/shared_memory.h"

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;
using Length = std::uint32_t;

struct Shared {
  base::SharedLock lock;
  base::Bell room, item;
  int items = 0;
  bool closed = false;
  std::atomic<bool> moving{false};
  std::atomic<bool> broken{false};
};

void refuse(const char* call) { throw std::system_error(errno, std::generic_category(), call); }

class LengthQueue final : public ProcessQueue {
 public:
  LengthQueue(int capacity, std::size_t largest) : capacity_(capacity), largest_(largest) {
    int ends[2];
    if (::pipe(ends) != 0) refuse("pipe");
    from_ = ends[0];
    to_ = ends[1];
  }
  ~LengthQueue() override {
    ::close(from_);
    ::close(to_);
  }

  void make_room() {
    const auto size = 2 * static_cast<std::size_t>(capacity_) * (largest_ + sizeof(Length)) + 8192;
    if (size > 65536 && ::fcntl(to_, F_SETPIPE_SZ, size) < 0) refuse("fcntl");
  }

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
    enter();
    ring_all();
    shared_->closed = true;
    shared_->lock.drop();
  }

  bool is_closed() const override {
    enter();
    const bool closed = shared_->closed;
    shared_->lock.drop();
    return closed;
  }

 private:
  void ring_all() const {
    shared_->room.ring();
    shared_->item.ring();
  }

  // Takes the lock, in a queue that is not broken.
  void enter() const {
    if (!shared_->lock.take() && shared_->moving) {
      ring_all();
      shared_->broken = true;
    }
    if (!shared_->broken) return;
    shared_->lock.drop();
    throw BrokenQueue();
  }

  static bool sleep(const base::Bell& bell, std::uint32_t heard, Clock::time_point end) {
    if (end != Clock::time_point::max()) return bell.wait_until(heard, end);
    bell.wait(heard);
    return true;
  }

  bool put_until(std::string_view item, Clock::time_point end) {
    if (item.size() > largest_) throw std::length_error("larger than the largest");
    for (;;) {
      enter();
      if (shared_->closed || shared_->items < capacity_) break;
      const std::uint32_t heard = shared_->room.rung();
      shared_->lock.drop();
      if (!sleep(shared_->room, heard, end)) return false;
    }
    const bool open = !shared_->closed;
    if (open) {
      ring_all();  // a dead writer is found by those that wait for room, too
      const auto length = static_cast<Length>(item.size());
      std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
      bytes += item;
      shared_->moving = true;
      for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t n = ::write(to_, bytes.data() + at, bytes.size() - at);
        if (n > 0) at += static_cast<std::size_t>(n);
      }
      ++shared_->items;
      shared_->moving = false;
    }
    shared_->lock.drop();
    return open;
  }

  void read_all(char* bytes, std::size_t size) const {
    for (std::size_t at = 0; at < size;) {
      const ssize_t n = ::read(from_, bytes + at, size - at);
      if (n > 0) at += static_cast<std::size_t>(n);
    }
  }

  std::optional<std::string> get_until(Clock::time_point end) {
    for (;;) {
      enter();
      if (shared_->items > 0 || shared_->closed) break;
      const std::uint32_t heard = shared_->item.rung();
      shared_->lock.drop();
      if (!sleep(shared_->item, heard, end)) return std::nullopt;
    }
    std::optional<std::string> item;
    if (shared_->items > 0) {
      ring_all();
      Length length = 0;
      shared_->moving = true;
      read_all(reinterpret_cast<char*>(&length), sizeof length);
      item.emplace(length, '\0');
      read_all(item->data(), length);
      --shared_->items;
      shared_->moving = false;
    }
    shared_->lock.drop();
    return item;
  }

  const int capacity_;
  const std::size_t largest_;
  base::SharedMemory<Shared> shared_;
  int from_ = -1;
  int to_ = -1;
};

}  // namespace

std::unique_ptr<ProcessQueue> make_process_queue(int capacity, std::size_t largest) {
  if (capacity < 1) throw std::invalid_argument("capacity");
  if (largest < 1) throw std::invalid_argument("largest");
  auto queue = std::make_unique<LengthQueue>(capacity, largest);
  queue->make_room();
  return queue;
}

}  // namespace lockstep
