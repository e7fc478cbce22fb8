// SPDX-License-Identifier: MIT
// What a skeleton's functions call until a student has filled them in.
#ifndef LESSONS_BASE_NOT_IMPLEMENTED_H_
#define LESSONS_BASE_NOT_IMPLEMENTED_H_

#include <stdexcept>
#include <string>

namespace lockstep {

// Thrown by not_implemented(); what() is "not implemented yet: <function>".
class NotImplemented : public std::logic_error {
 public:
  explicit NotImplemented(const std::string& function);
};

// Ends the calling function by an exception of type NotImplemented. `function` is its name,
// for example "Semaphore::acquire". Safe from any thread.
[[noreturn]] void not_implemented(const char* function);

// The function named by the first call of not_implemented() in this process, or nullptr when there
// was none. It outlives the exception, so a test that swallows exceptions still knows.
const char* first_not_implemented();

}  // namespace lockstep

#endif  // LESSONS_BASE_NOT_IMPLEMENTED_H_
