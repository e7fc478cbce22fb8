// expect: wrong result in AllowThreads.BlocksForAWhile
// block_threads() twice needs unblock_threads() twice: after one the others are still shut out
// (wait for them: nobody comes). An object on the stack keeps errno over each call of the lock,
// however that ends.
// SPDX-License-Identifier: MIT
#include "lessons/gil/allow_threads.h"

#include <cerrno>
#include <map>
#include <mutex>

namespace lockstep {
namespace {

class KeepErrno {
 public:
  KeepErrno() : kept_(errno) {}
  ~KeepErrno() { errno = kept_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  const int kept_;
};

// How often the others are blocked in vain, of each object. There is no room for it in the class.
std::mutex depths_mutex;
std::map<const AllowThreads*, int> depths;

bool deeper(const AllowThreads* object) {
  const std::lock_guard guard(depths_mutex);
  ++depths[object];
  return true;
}

bool less_deep(const AllowThreads* object) {
  const std::lock_guard guard(depths_mutex);
  const auto found = depths.find(object);
  if (found == depths.end()) return false;
  if (--found->second == 0) depths.erase(found);
  return true;
}

}  // namespace

AllowThreads::AllowThreads(base::GlobalLock& lock) : lock_(lock), allowed_(false) {
  unblock_threads();
}

AllowThreads::~AllowThreads() {
  {
    const std::lock_guard guard(depths_mutex);
    depths.erase(this);
  }
  if (allowed_) block_threads();
}

void AllowThreads::block_threads() {
  if (!allowed_) {
    deeper(this);
    return;
  }
  const KeepErrno keeper;
  lock_.take();
  allowed_ = false;
}

void AllowThreads::unblock_threads() {
  if (allowed_ || less_deep(this)) return;
  const KeepErrno keeper;
  lock_.drop();
  allowed_ = true;
}

}  // namespace lockstep
