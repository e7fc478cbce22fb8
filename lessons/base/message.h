// SPDX-License-Identifier: MIT
// Messages in a stream of bytes, given: a stream knows no boundaries, so each message says its
// length first. In the stream a message is 4 bytes, its length, the least significant byte first,
// and then as many bytes.
#ifndef LESSONS_BASE_MESSAGE_H_
#define LESSONS_BASE_MESSAGE_H_

#include <string>
#include <string_view>

namespace lockstep {
namespace base {

// The message as it is in the stream. A message has less than 4 GB.
std::string framed(std::string_view message);

// Writes a message to a pipe or file. Blocks while there is no room. A message that is longer than
// PIPE_BUF goes in several parts, so only one process may send at a time. Throws std::system_error
// when the system refuses, as when nobody reads any more and SIGPIPE is ignored.
void send_message(int fd, std::string_view message);

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_MESSAGE_H_
