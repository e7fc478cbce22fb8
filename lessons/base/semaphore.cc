// SPDX-License-Identifier: MIT
#include "lessons/base/semaphore.h"

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace base {
namespace {

void check(const char* what, int result) {
  if (result == -1) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Semaphore::Semaphore(int permits) {
  // A negative number becomes one that the system refuses.
  check("sem_init", sem_init(&permits_, 0, static_cast<unsigned>(permits)));
}

Semaphore::~Semaphore() { sem_destroy(&permits_); }

void Semaphore::acquire() {
  int result = 0;
  do {
    result = sem_wait(&permits_);
  } while (result == -1 && errno == EINTR);  // a signal came: that is no permit
  check("sem_wait", result);
}

void Semaphore::release() { check("sem_post", sem_post(&permits_)); }

}  // namespace base
}  // namespace lockstep
