// SPDX-License-Identifier: MIT
// A named pipe (FIFO) as the meeting point of processes that have nothing in common but its name:
// one reader, and writers that come and go.
//
//   const auto reader = open_fifo_reader("/tmp/orders");          // one process
//   for (;;) cook(reader->receive());
//
//   open_fifo_writer("/tmp/orders")->send("two buns");            // any number of others
//
// The name. open_fifo_reader() and open_fifo_writer() make a FIFO, mode 0600, if there is none, and
// otherwise use the one that is there, whoever made it, also one that a process that was killed has
// left. They may run at the same time: all of them meet at one FIFO. Something else of that name,
// such as a file or a directory, is an error, NotAFifo, and is not changed.
//
// Order of opening. The reader does not wait: it opens, whether somebody writes or not.
// open_fifo_writer() waits, asleep, until there is a reader; it returns when it has met one that
// had not left. try_open_fifo_writer() never waits and makes nothing: it returns nullptr when there
// is no FIFO of that name, or nobody reads it.
//
// Messages. One is 0 to kMostBytes bytes. send() passes it on whole: messages of several writers
// never mix, those of one writer come in the order sent, and of a writer that is killed in the
// middle of send() the message comes whole or not at all. A longer one is refused by
// std::length_error, and nothing of it is sent. In the pipe a message is 4 bytes, its length, the
// least significant byte first, and then its bytes, written in one piece.
//
// send() waits, asleep, while the pipe is full. It returns when the pipe has the message: who then
// leaves, at once and for good, has sent it. receive() returns the next message. It waits, asleep,
// until there is one, also while there is no writer: the end of one writer is not the end of the
// reader, who serves the next one. A message that was sent is received, whatever writers do
// meanwhile.
//
// When the reader has left, send() throws NobodyReads, also one that waits. No SIGPIPE reaches the
// program, and handlers and signal mask are as before.
//
// Cleaning up. The reader's destructor removes the name. It removes nothing but the very FIFO that
// it reads: what somebody else has put in its place stays. In a copy of the process (fork) it
// removes nothing. Writers remove nothing. A writer that opens while a reader leaves does not wait
// at a FIFO that has lost its name: it meets this reader, or it waits for the next one at the name.
// (A writer that has looked up the name and has not begun to wait may still miss it: there is no
// call for both.)
//
// A signal whose handler returns changes nothing of all this. Descriptors made here are closed by
// the destructors, and are not inherited by programs (FD_CLOEXEC). Throws std::system_error with
// the system's code when the system refuses, such as a name in a directory that does not exist. A
// FIFO that was made before that may stay.
//
// Not promised: that a message that was sent is received when the reader is killed or leaves; which
// writer's message comes first; bytes that are written to the FIFO by other means. Caller's errors:
// a second reader at the same time; symbolic links; other processes that rename or remove the name
// while readers or writers open; another working directory, when the name is relative; using an
// object in two processes; threads.
#ifndef LESSONS_PIPE_FIFO_H_
#define LESSONS_PIPE_FIFO_H_

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lockstep {

// With its length a message is at most PIPE_BUF bytes: so much the kernel writes in one piece.
inline constexpr std::size_t kMostBytes = 4092;

// There is something of that name that is no FIFO.
class NotAFifo : public std::runtime_error {
 public:
  explicit NotAFifo(const std::string& path) : std::runtime_error(path + " is not a FIFO") {}
};

// The reader has left.
class NobodyReads : public std::runtime_error {
 public:
  NobodyReads() : std::runtime_error("nobody reads the FIFO any more") {}
};

class FifoReader {
 public:
  virtual ~FifoReader() = default;

  // The next message.
  virtual std::string receive() = 0;
};

class FifoWriter {
 public:
  virtual ~FifoWriter() = default;

  // Passes a message on. Throws std::length_error, NobodyReads.
  virtual void send(std::string_view message) = 0;
};

// Each throws NotAFifo or std::system_error.
std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path);
std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path);
// nullptr: there is no reader now.
std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path);

}  // namespace lockstep

#endif  // LESSONS_PIPE_FIFO_H_
