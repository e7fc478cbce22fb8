// SPDX-License-Identifier: MIT
// How calls of a connection end, in words.
#ifndef TESTS_PIPE_TOLD_H_
#define TESTS_PIPE_TOLD_H_

#include <sys/ioctl.h>

#include <chrono>
#include <functional>
#include <string>
#include <system_error>

#include "autograder/harness/claim.h"
#include "lessons/base/not_implemented.h"
#include "lessons/pipe/connection.h"

namespace lockstep {

template <class Call>
std::string told(const Call& call) {
  try {
    return call();
  } catch (const EndOfStream&) {
    return "end";
  } catch (const MessageCut&) {
    return "cut";
  } catch (const NoReceiver&) {
    return "nobody";
  } catch (const std::system_error& error) {
    return "error " + std::to_string(error.code().value());
  } catch (const NotImplemented&) {
    throw;
  } catch (...) {
    return "another exception";
  }
}

// A long message is told by its size and what std::hash makes of it: nobody reads it.
inline std::string in_words(const std::string& message) {
  if (message.size() <= 300) return "message " + message;
  const std::size_t hash = std::hash<std::string>()(message);
  return "message of " + std::to_string(message.size()) + " bytes, " + std::to_string(hash);
}

inline std::string received(Connection& connection) {
  return told([&] { return in_words(connection.recv()); });
}

inline std::string sent(Connection& connection, const std::string& message) {
  return told([&] {
    connection.send(message);
    return std::string("sent");
  });
}

// For a message that somebody can receive.
inline void expect_sent(Connection& connection, const std::string& message) {
  EXPECT_EQ(sent(connection, message), "sent")
      << because("a message was not sent, though somebody could receive it");
}

inline std::string polled(Connection& connection, std::chrono::milliseconds timeout) {
  return told([&] { return std::string(connection.poll(timeout) ? "something" : "nothing"); });
}

// How many bytes there are to be read from a descriptor.
inline int bytes_in(int fd) {
  int bytes = 0;
  return ::ioctl(fd, FIONREAD, &bytes) == 0 ? bytes : -1;
}

// Calls the function with the two ends of a pipe of each kind; it may use the first to receive and
// the second to send.
template <class Function>
void with_both_kinds(const Function& function) {
  for (const auto make : {make_one_way_pipe, make_two_way_pipe}) {
    auto [receiver, sender] = make();
    function(*receiver, *sender);
  }
}

}  // namespace lockstep

#endif  // TESTS_PIPE_TOLD_H_
