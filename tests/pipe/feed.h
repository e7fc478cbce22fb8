// SPDX-License-Identifier: MIT
// Children that the claims make themselves.
#ifndef TESTS_PIPE_FEED_H_
#define TESTS_PIPE_FEED_H_

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string_view>

namespace lockstep {

// Writes bytes, whatever trouble there is.
inline void feed(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t now = ::write(fd, bytes.data(), bytes.size());
    if (now > 0) bytes.remove_prefix(static_cast<std::size_t>(now));
    if (now < 0 && errno != EINTR) return;
  }
}

}  // namespace lockstep

#endif  // TESTS_PIPE_FEED_H_
