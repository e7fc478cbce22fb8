// SPDX-License-Identifier: MIT
// The one way to call the operating system where failing is our fault, not a student's.
#ifndef AUTOGRADER_BASE_CHECK_H_
#define AUTOGRADER_BASE_CHECK_H_

#include <cerrno>
#include <string>
#include <system_error>

namespace lockstep {

// Returns `result` of a call that signals failure by -1 and errno. Throws std::system_error when it
// is -1; `what` says what was tried: check("open the class folder", ::open(...)).
template <class T>
T check(const char* what, T result) {
  if (result == static_cast<T>(-1)) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

template <class T>
T check(const std::string& what, T result) {
  return check(what.c_str(), result);
}

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_CHECK_H_
