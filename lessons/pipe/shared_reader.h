// SPDX-License-Identifier: MIT
// Several processes take messages from one receiving end of a pipe. Each message goes to one of
// them, and whole.
//
//   const auto reader = make_shared_reader(ends[0]);
//   ... fork the consumers: each closes ends[1], and calls
//   while (const auto message = reader->receive()) eat(*message);
//
// A pipe is a stream of bytes without boundaries. Here a message is 4 bytes, its length, the least
// significant byte first, and then as many bytes: any number from 0 to more than the pipe holds.
// base::send_message() writes them so; others may write them in other portions.
//
// Who takes part. The object is made in one process, before the consumers are forked. Consumers are
// all processes that have it or a copy of it: the maker too, before and after the forks, and the
// children of a consumer. They use the one descriptor that all of them have inherited. Each copy is
// destroyed in its own process, or never, and that changes nothing for the others.
//
// receive() returns the next message: the messages are taken in the order of the stream, each one
// exactly once. Which consumer gets it is not promised. Nothing of the stream is kept in one
// process: what a consumer has not returned as a message, the others can have.
//
// Blocking: receive() waits, asleep, until the next message is whole, or the stream ends; several
// may wait at once. A signal whose handler returns changes nothing. While no consumer is inside
// receive(), nobody holds anything that another one needs.
//
// End of the stream: no process has a writing end any more, and all messages have been taken. Then
// each receive() of each consumer returns std::nullopt: those that wait, and all later ones.
//
// Consumers that are killed (SIGKILL), at any moment:
//   - while it waits for the first byte of a message or for another consumer, at the end of the
//     stream, or outside of receive(): the others go on as if it had not been there;
//   - while it takes a message, from its first byte to its last one: the rest of that message is in
//     the stream, and nobody knows how much. The stream is broken. Each receive() of each other
//     consumer throws StreamBroken: those that wait, and all later ones. What is left in the pipe
//     is never returned as a message.
// In the moments between the first byte's being there and the message's being returned it may count
// as either: then the message may be lost, and the others go on or find the stream broken. The
// stream is broken in the same way when it ends in the middle of a message, as when the sender has
// been killed: for each consumer, also for those who find no byte left.
//
// Afterwards nothing is left: once the object has been destroyed in the maker and the consumers
// have ended, there is no file and no descriptor more than before. The pipe's descriptor is the
// caller's: it stays open, and its flags are not changed.
//
// Not promised: fairness between consumers; what a message is that is larger than memory.
// Caller's errors: two objects on one pipe, or other readers of it; a descriptor that is in
// non-blocking mode, or is closed before the object is destroyed; a handler that calls receive();
// threads.
#ifndef LESSONS_PIPE_SHARED_READER_H_
#define LESSONS_PIPE_SHARED_READER_H_

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace lockstep {

// Part of a message is missing, and with it the place where the next one begins.
class StreamBroken : public std::runtime_error {
 public:
  StreamBroken() : std::runtime_error("the stream is broken in the middle of a message") {}
};

class SharedReader {
 public:
  virtual ~SharedReader() = default;

  // The next message, or std::nullopt at the end of the stream. Throws StreamBroken; and
  // std::system_error when the system refuses something, before anything was taken.
  virtual std::optional<std::string> receive() = 0;
};

// `reader` is the receiving end of a pipe. Throws std::system_error with the system's code when it
// refuses what is needed; then nothing has changed.
std::unique_ptr<SharedReader> make_shared_reader(int reader);

}  // namespace lockstep

#endif  // LESSONS_PIPE_SHARED_READER_H_
