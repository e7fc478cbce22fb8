// expect: wrong result in SharedReader.TwoConsumersEatEachBunOnce
// There is no lock: consumers take parts of one message.
// SPDX-License-Identifier: MIT
#include "lessons/pipe/shared_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace lockstep {
namespace {

constexpr std::size_t kLengthSize = 4;

int check(const char* call, int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

class Reader final : public SharedReader {
 public:
  explicit Reader(int pipe) : pipe_(pipe) {}

  std::optional<std::string> receive() override {
    if (!await_a_byte()) return std::nullopt;
    std::string message(length(take(kLengthSize)), '\0');
    fill(message);
    return message;
  }

 private:
  bool await_a_byte() {
    pollfd entry{pipe_, POLLIN, 0};
    int result = 0;
    while ((result = ::poll(&entry, 1, -1)) < 0 && errno == EINTR) continue;
    check("poll", result);
    return (entry.revents & POLLIN) != 0;
  }

  std::string take(std::size_t size) {
    std::string bytes(size, '\0');
    fill(bytes);
    return bytes;
  }

  void fill(std::string& bytes) {
    for (std::size_t have = 0; have < bytes.size();) {
      const ssize_t now = ::read(pipe_, bytes.data() + have, bytes.size() - have);
      if (now > 0) have += static_cast<std::size_t>(now);
      if (now == 0 || (now < 0 && errno != EINTR)) throw StreamBroken();
    }
  }

  static std::size_t length(const std::string& bytes) {
    std::uint32_t length = 0;
    for (std::size_t i = kLengthSize; i-- > 0;) {
      length = length << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return length;
  }

  const int pipe_;
};

}  // namespace

std::unique_ptr<SharedReader> make_shared_reader(int reader) {
  return std::make_unique<Reader>(reader);
}

}  // namespace lockstep
