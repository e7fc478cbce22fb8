// SPDX-License-Identifier: MIT
// What the claims of fifo have in common: the name of a FIFO, and what stands there.
#ifndef TESTS_PIPE_MEETING_H_
#define TESTS_PIPE_MEETING_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <system_error>

#include "autograder/base/fd.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "gtest/gtest.h"
#include "lessons/base/message.h"
#include "lessons/pipe/fifo.h"

namespace lockstep {

// What most claims need: each trial costs some ten milliseconds.
inline const TrialOptions kFewTrials{.seeds = 3, .trouble = {}};

// A name that nobody else uses. What stands there at the end is removed.
class Name {
 public:
  Name() = default;
  ~Name() { remove(); }
  Name(const Name&) = delete;
  Name& operator=(const Name&) = delete;

  const std::string& path() const { return path_; }

  // The type and the mode of what stands there; 0 for nothing.
  mode_t mode() const {
    struct stat status = {};
    return ::lstat(path_.c_str(), &status) == 0 ? status.st_mode : 0;
  }

  void make_fifo() const { EXPECT_EQ(::mkfifo(path_.c_str(), 0600), 0); }
  void remove() const {
    if (::unlink(path_.c_str()) != 0) ::rmdir(path_.c_str());
  }

 private:
  const std::string path_ = "/tmp/lockstep-fifo-" + std::to_string(::getpid());
};

inline constexpr mode_t kFifo0600 = S_IFIFO | 0600;

// How an opening ends.
template <class Open>
std::string way_to_open(const Open& open) {
  try {
    return open() == nullptr ? "nobody" : "open";
  } catch (const NotAFifo&) {
    return "no FIFO";
  } catch (const std::system_error& error) {
    return "error " + std::to_string(error.code().value());
  }
}

// How send() ends.
inline std::string way_to_send(FifoWriter& writer, std::string_view message) {
  try {
    writer.send(message);
    return "sent";
  } catch (const NobodyReads&) {
    return "nobody reads";
  } catch (const std::length_error&) {
    return "too long";
  } catch (const std::system_error& error) {
    return "error " + std::to_string(error.code().value());
  }
}

// How receive() ends: the message, or the words of the error.
inline std::string received(FifoReader& reader) {
  try {
    return reader.receive();
  } catch (const std::runtime_error& error) {
    return std::string("error: ") + error.what();
  }
}

inline std::string every_byte() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

}  // namespace lockstep

#endif  // TESTS_PIPE_MEETING_H_
