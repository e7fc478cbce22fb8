// SPDX-License-Identifier: MIT
#include "lessons/base/message.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

namespace lockstep {
namespace base {

std::string framed(std::string_view message) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((message.size() >> shift) & 0xff);
  }
  return bytes.append(message);
}

void send_message(int fd, std::string_view message) {
  const std::string bytes = framed(message);
  for (std::size_t written = 0; written < bytes.size();) {
    const ssize_t now = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (now >= 0) {
      written += static_cast<std::size_t>(now);
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "write");
    }
  }
}

}  // namespace base
}  // namespace lockstep
