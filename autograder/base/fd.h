// SPDX-License-Identifier: MIT
// A file descriptor with one owner.
#ifndef AUTOGRADER_BASE_FD_H_
#define AUTOGRADER_BASE_FD_H_

#include <unistd.h>

#include <utility>

namespace lockstep {

// Owns a file descriptor, or nothing. Not thread-safe, like an int.
class Fd {
 public:
  Fd() = default;
  // Takes ownership; a negative number means nothing.
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return number_; }  // below 0 when nothing is owned
  explicit operator bool() const { return number_ >= 0; }

  // Gives ownership to the caller.
  int release() { return std::exchange(number_, -1); }

  // Closes what is owned. An error of close() is dropped: nothing is left that could be done, and
  // whoever writes checks fsync() or the like before.
  void reset(int number = -1) {
    if (number_ >= 0) ::close(number_);
    number_ = number;
  }

 private:
  int number_ = -1;
};

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_FD_H_
