// SPDX-License-Identifier: MIT
// Memory that a process shares with the children that it will have: what one of them writes, all
// see. Given to exercises between processes.
//
//   struct State { base::SharedLock lock; int count = 0; };
//   base::SharedMemory<State> state;   // before fork()
//   state->count = 1;                  // after it, in any of the processes
#ifndef LESSONS_BASE_SHARED_MEMORY_H_
#define LESSONS_BASE_SHARED_MEMORY_H_

#include <cstddef>
#include <new>
#include <type_traits>

namespace lockstep {
namespace base {

// A new block of zero bytes. Throws std::system_error when there is none.
void* map_shared(std::size_t size);
void unmap_shared(void* block, std::size_t size) noexcept;

// One Value in such a block, with `more` bytes behind it. Its address is the same in the children.
// Each process unmaps the block for itself, and the Value is not destroyed: others may use it.
template <class Value>
class SharedMemory {
 public:
  static_assert(std::is_trivially_destructible_v<Value>);

  explicit SharedMemory(std::size_t more = 0)
      : size_(sizeof(Value) + more), value_(new(map_shared(size_)) Value()) {}
  ~SharedMemory() { unmap_shared(value_, size_); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  Value* operator->() const { return value_; }
  Value& operator*() const { return *value_; }
  // The bytes behind the Value.
  std::byte* rest() const { return reinterpret_cast<std::byte*>(value_ + 1); }

 private:
  std::size_t size_;
  Value* value_;
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_SHARED_MEMORY_H_
