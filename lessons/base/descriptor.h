// SPDX-License-Identifier: MIT
// A file descriptor with one owner, who closes it.
#ifndef LESSONS_BASE_DESCRIPTOR_H_
#define LESSONS_BASE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace lockstep::base {

// Owns a descriptor, or nothing (a number below 0). Not thread-safe, like an int.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

}  // namespace lockstep::base

#endif  // LESSONS_BASE_DESCRIPTOR_H_
