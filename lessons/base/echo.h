// SPDX-License-Identifier: MIT
// What the five servers of the lesson io_models have in common. This is their contract; the header
// of each exercise adds what its model asks for.
//
//   void serve_...(int listener, int stop);
//
// An echo server: serves all clients that connect to `listener`, a listening stream socket of the
// Unix domain, until `stop`, the reading end of a pipe, can be read or has ended.
//
// Lines. A line is what a client sends up to and including '\n': any bytes, in one piece or in
// many. The server sends each line back to who sent it, once and whole, in order. The beginning of
// a line waits for its rest; without a rest it is not sent back. A client that sends a line of more
// than kLongestLine bytes is closed at once: whole lines that it sent before may be lost.
//
// Clients. There may be hundreds, also some that connected, or sent, before the server began. No
// client holds up another, whatever it does or does not do:
// - It sends little by little, or nothing.
// - It does not take what is sent back. As long as kMostUnsent bytes or more are waiting for it,
//   the server reads nothing from it: a client like that costs a bounded amount of memory.
// - It ends its sending (SHUT_WR). What is to be sent to it is still sent, then it is closed.
// - It goes, with or without having taken everything. Then it is closed. No SIGPIPE comes of it.
//   Who only ends its receiving (SHUT_RD) may be taken for one that goes.
// Whoever is closed, for whatever reason, has given its descriptor back before the server sleeps
// again.
//
// No descriptors left (EMFILE; ENFILE may count as the same): a client waits in the listener's
// queue until another one is closed, for whatever reason; if there is no other, perhaps for good.
// The server goes on with those it has. A client that went before it was accepted (ECONNABORTED) is
// nothing, and so are signals whose handlers return, whatever they interrupt (EINTR).
//
// Idle. Where nothing is to be done the server sleeps; also when it has no descriptors left, when a
// client takes nothing, and when one has ended its sending and takes nothing.
//
// Stop. As soon as `stop` can be read the server closes all clients, whatever is still to be sent
// to them, and returns. It may take the byte out of `stop` or leave it.
//
// Afterwards nothing is left of it: no descriptor, no thread; handlers and the set of blocked
// signals are as before; `listener` and `stop` are open and in the same mode (O_NONBLOCK, O_ASYNC)
// as before. They are in blocking mode when they are given. Clients that it has not accepted are
// still in the queue, and it may be called again. Others have copies of the two descriptors: a mode
// that is changed meanwhile is changed for them too. But while it runs nobody else accepts from
// `listener` or reads from `stop`.
//
// The process has one thread when the server is called. Errors of which nothing is said here are
// std::system_error; what is left then is not promised.
#ifndef LESSONS_BASE_ECHO_H_
#define LESSONS_BASE_ECHO_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep::base {

inline constexpr std::size_t kLongestLine = 4096;    // bytes, with its '\n'
inline constexpr std::size_t kMostUnsent = 1 << 16;  // bytes

// What came from one client and has not been sent back yet. Given: the exercises are about when to
// read and when to write, not about lines.
class EchoLines {
 public:
  // Adds what the client has sent. Returns false when a line is too long.
  bool take(const char* bytes, std::size_t size) {
    forget_what_is_sent();
    bytes_.append(bytes, size);
    for (std::size_t end; (end = bytes_.find('\n', looked_at_)) != std::string::npos;) {
      if (end + 1 - whole_ > kLongestLine) return false;
      looked_at_ = whole_ = end + 1;
    }
    looked_at_ = bytes_.size();
    return bytes_.size() - whole_ < kLongestLine;
  }

  // What is to be sent next: whole lines, or the rest of them. It lies elsewhere after take().
  std::string_view unsent() const { return {bytes_.data() + sent_, whole_ - sent_}; }

  // So many bytes at the beginning of unsent() have been sent.
  void sent(std::size_t size) { sent_ += size; }

  // Whether nothing more is to be read from this client now.
  bool full() const { return whole_ - sent_ >= kMostUnsent; }

 private:
  void forget_what_is_sent() {
    bytes_.erase(0, sent_);
    whole_ -= sent_;
    looked_at_ -= sent_;
    sent_ = 0;
  }

  std::string bytes_;
  std::size_t sent_ = 0;       // so many have been sent
  std::size_t whole_ = 0;      // so many are whole lines
  std::size_t looked_at_ = 0;  // there is no '\n' between whole_ and here
};

}  // namespace lockstep::base

#endif  // LESSONS_BASE_ECHO_H_
