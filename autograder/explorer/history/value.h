// SPDX-License-Identifier: MIT
// What an operation was given or answered: nothing, a number, or a fixed word.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace lockstep::explorer {

struct Value {
  const char* word = nullptr;  // a literal, or null for a number
  int64_t number = 0;

  bool is_number() const { return word == nullptr; }
  bool is(std::string_view other) const { return word != nullptr && word == other; }
  std::string text() const { return is_number() ? std::to_string(number) : word; }

  friend bool operator==(const Value& a, const Value& b) {
    return a.is_number() ? b.is_number() && a.number == b.number : b.is(a.word);
  }
};

inline constexpr Value kNone = {""};            // no argument; the answer of a void function
inline constexpr Value kNothing = {"nothing"};  // an empty std::optional
inline constexpr Value kTrue = {"true"};
inline constexpr Value kFalse = {"false"};
inline constexpr Value kThrew = {"threw"};  // it ended by an exception

constexpr Value to_value(Value value) { return value; }
constexpr Value to_value(bool value) { return value ? kTrue : kFalse; }

template <class Integer>
  requires std::is_integral_v<Integer>
constexpr Value to_value(Integer value) {
  return {nullptr, static_cast<int64_t>(value)};
}

template <class T>
constexpr Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : kNothing;
}

}  // namespace lockstep::explorer
