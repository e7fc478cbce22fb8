// SPDX-License-Identifier: MIT
// A short text of fixed capacity; one that was cut ends in "...". The core uses no std::string: its
// functions would be shared with the instrumented code of the program, which the linker would then
// take uninstrumented.
#pragma once

#include <cstdint>
#include <type_traits>

namespace lockstep::explorer {

class Text {
 public:
  Text& operator<<(const char* text) {
    while (*text != '\0' && size_ < kCapacity) chars_[size_++] = *text++;
    chars_[size_] = '\0';
    if (*text != '\0') chars_[size_ - 1] = chars_[size_ - 2] = chars_[size_ - 3] = '.';
    return *this;
  }

  Text& operator<<(uint64_t number) {
    char digits[24];
    int at = sizeof digits;
    digits[--at] = '\0';
    do {
      digits[--at] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    return *this << (digits + at);
  }
  Text& operator<<(int64_t number) {
    if (number >= 0) return *this << static_cast<uint64_t>(number);
    return *this << "-" << -static_cast<uint64_t>(number);
  }
  Text& operator<<(int number) { return *this << static_cast<int64_t>(number); }

  void clear() {
    size_ = 0;
    chars_[0] = '\0';
  }
  bool empty() const { return size_ == 0; }
  const char* c_str() const { return chars_; }

  // Not filled with zeros, and copied by hand: calls of memset and memcpy would be seen by TSan.
  constexpr Text() {
    if (std::is_constant_evaluated()) {
      for (char& c : chars_) c = '\0';
    } else {
      chars_[0] = '\0';
    }
  }
  Text(const Text& other) { *this << other.c_str(); }
  Text& operator=(const Text& other) {
    if (this == &other) return *this;
    clear();
    return *this << other.c_str();
  }

 private:
  static constexpr int kCapacity = 2000;

  int size_ = 0;
  char chars_[kCapacity + 1];
};

}  // namespace lockstep::explorer
