// SPDX-License-Identifier: MIT
// Whole messages between processes, after Python's multiprocessing.Pipe: a pipe has two ends, and
// what is sent on the one is received on the other.
//
//   auto [receiver, sender] = make_one_way_pipe();
//   if (::fork() == 0) {
//     receiver->close();
//     sender->send("from the child");
//     ::_exit(0);
//   }
//   sender->close();
//   receiver->recv();  // "from the child"
//   receiver->recv();  // throws EndOfStream: the child has ended
//
// Messages are bytes: any bytes, any number of them, also none. Each arrives once, as a whole, and
// after those that were sent before it in the same direction. How a message lies in the stream is
// your business: the ends of a pipe always come from the same call, and nobody else writes into it,
// so each end may rely on what the other writes. The directions of a two-way pipe know nothing of
// each other: one that is full holds up nobody in the other.
//
// Who has an end: a connection owns descriptors of the kernel's, and fork() gives the child a copy
// of them, as of the object. An end is there until every process that has it has closed it or has
// ended, however. So every process closes the ends that it does not use, or it waits for itself.
// Closing, and destroying, gives away the copy of this process and does nothing to those of others.
// A program that is started by exec does not get the descriptors.
//
// The end of the stream: when the other end is gone, what was sent before can still be received;
// then recv() throws EndOfStream, each time. An end that goes while there are messages that it has
// not received takes them along, and is gone like any other. Nothing but that is an end.
//
// No reading ahead: recv() takes its own message out of the stream and no byte of the next. So of
// several processes that have an end, each goes on where the last one stopped.
//
// Nobody to receive: sending is then an error and no signal. No SIGPIPE comes of it or stays
// pending, whatever the process does about that signal; one that was pending before is so
// afterwards. What the process does about signals is never changed, not even during a call: others
// rely on it. The signal mask may be another one during a call.
//
// Blocking: recv() waits, asleep, for a whole message or the end of the stream. send() waits,
// asleep, while the stream is full, until all of the message is in it; not until somebody receives
// it. A stream has room for 16 messages of 3,000 bytes together. More is not promised: when both
// ends send megabytes before they receive, they may wait for each other for ever. Signals whose
// handlers return change nothing, neither what a call does nor how long it waits.
//
// At the same time: one may send and one may receive or poll on an end. Two that send on it, or two
// that receive, be they threads or processes, must take turns; otherwise nothing is promised.
//
// Other errors are std::system_error with the system's code. Caller's errors: changing what the
// kernel has of the descriptors; a handler that does not return.
#ifndef LESSONS_PIPE_CONNECTION_H_
#define LESSONS_PIPE_CONNECTION_H_

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace lockstep {

// No message is left, and nobody who could send one.
class EndOfStream : public std::runtime_error {
 public:
  EndOfStream() : std::runtime_error("the stream has ended") {}
};

// The stream ended inside a message: who sent it died or left in the middle. After it the stream is
// at its end.
class MessageCut : public std::runtime_error {
 public:
  MessageCut() : std::runtime_error("the stream ended inside a message") {}
};

// Nobody is left who could receive the message. Part of it may have been sent: nobody has it.
class NoReceiver : public std::runtime_error {
 public:
  NoReceiver() : std::runtime_error("nobody is left to receive") {}
};

// One end of a pipe. On an end that this process has closed every member but close() throws
// std::system_error with EBADF, and so do those that an end is not for: send() on an end that only
// receives, recv() and poll() on one that only sends.
class Connection {
 public:
  virtual ~Connection() = default;  // closes

  // Sends a message. Throws NoReceiver when the other end is gone, before or while it waits.
  virtual void send(const std::string& message) = 0;

  // Receives the next message. Throws EndOfStream when there is none and the other end is gone,
  // MessageCut when there is only the beginning of one.
  virtual std::string recv() = 0;

  // Waits, asleep, until recv() has something to tell, or for `timeout`, counted from the call.
  // Returns true as soon as there is a message or the beginning of one, also when the stream has
  // ended; false, not before the time is up, when there is nothing. Takes nothing out of the
  // stream. Zero or less only looks. `timeout` is at most a day.
  virtual bool poll(std::chrono::milliseconds timeout) = 0;

  // Gives away this end; again: does nothing.
  virtual void close() = 0;

  // The descriptor from which this end receives; to which it sends, if it only sends. For who waits
  // for several at once: ::poll() finds it readable or hung up when poll() would return true.
  virtual int fileno() const = 0;
};

using Ends = std::pair<std::unique_ptr<Connection>, std::unique_ptr<Connection>>;

// Both throw std::system_error with the system's code when it has no more descriptors to give;
// nothing is left open then.
Ends make_one_way_pipe();  // the first end only receives, the second only sends
Ends make_two_way_pipe();  // both ends send and receive

}  // namespace lockstep

#endif  // LESSONS_PIPE_CONNECTION_H_
