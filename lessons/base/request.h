// SPDX-License-Identifier: MIT
// What a client and a server of objects say to each other, given: requests and answers, and how
// they lie in a stream of bytes. A stream knows no boundaries: what one write() has put in, several
// read()s may bring, and one read() may bring the end of one message and the beginning of the next.
//
//   std::string bytes;  // of one connection: what has come and has not been taken
//   bytes.append(buffer, got);
//   while (const auto request = take_request(bytes)) serve(*request);
#ifndef LESSONS_BASE_REQUEST_H_
#define LESSONS_BASE_REQUEST_H_

#include <cstdint>
#include <optional>
#include <string>

namespace lockstep {
namespace base {

using Id = std::int64_t;

enum class Kind : std::uint8_t { kValue, kList, kDict, kLock };

enum class Method : std::uint8_t {
  kMake,    // a new object
  kAttach,  // one proxy more
  kDetach,  // one proxy less
  kGet,     // the rest is what is done to an object
  kSet,
  kAppend,
  kErase,
  kSize,
  kAcquire,
  kRelease,
};

// Which of the fields mean something depends on the method.
struct Request {
  Method method = Method::kGet;
  Kind kind = Kind::kValue;
  Id id = 0;
  int index = 0;
  int number = 0;
  std::string key = {};  // any bytes
};

enum class Status : std::uint8_t { kDone, kNoSuchKey, kNoSuchIndex, kNotHolder, kNoSuchObject };

struct Answer {
  Status status = Status::kDone;
  std::int64_t number = 0;
};

// The message as it is in the stream. A message has less than 4 GB; one byte is never a whole one.
std::string to_bytes(const Request& request);
std::string to_bytes(const Answer& answer);

// Takes the first message off the front of what has come. Nothing, and `bytes` stays as it is, when
// it has not come whole.
std::optional<Request> take_request(std::string& bytes);
std::optional<Answer> take_answer(std::string& bytes);

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_REQUEST_H_
