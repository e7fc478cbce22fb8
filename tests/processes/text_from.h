// SPDX-License-Identifier: MIT
// Children that the claims make themselves, and the pipes they use. All of it takes trouble.
#ifndef TESTS_PROCESSES_TEXT_FROM_H_
#define TESTS_PROCESSES_TEXT_FROM_H_

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>

namespace lockstep {

// All that can be read until the end.
inline std::string text_from(int fd) {
  std::string text;
  char part[4096];
  for (;;) {
    const ssize_t now = ::read(fd, part, sizeof part);
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) return text;
    text.append(part, static_cast<std::size_t>(now));
  }
}

}  // namespace lockstep

#endif  // TESTS_PROCESSES_TEXT_FROM_H_
