// SPDX-License-Identifier: MIT
// A message is framed as base/message.h has it; in it are the fields, one after the other, as they
// are in memory: both sides run on one machine. A key comes last and takes what is left.
#include "lessons/base/request.h"

#include <cstring>
#include <stdexcept>

#include "lessons/base/message.h"

namespace lockstep {
namespace base {
namespace {

using Size = std::uint32_t;

template <class Field>
void put(std::string& bytes, Field field) {
  bytes.append(reinterpret_cast<const char*>(&field), sizeof field);
}

// Reads fields from the front of a message.
template <class Field>
Field take(std::string& body) {
  if (body.size() < sizeof(Field)) throw std::runtime_error("this is no message");
  Field field;
  std::memcpy(&field, body.data(), sizeof field);
  body.erase(0, sizeof field);
  return field;
}

std::optional<std::string> take_body(std::string& bytes) {
  Size size = 0;
  if (bytes.size() < sizeof size) return std::nullopt;
  std::memcpy(&size, bytes.data(), sizeof size);
  if (bytes.size() - sizeof size < size) return std::nullopt;
  std::string body = bytes.substr(sizeof size, size);
  bytes.erase(0, sizeof size + size);
  return body;
}

}  // namespace

std::string to_bytes(const Request& request) {
  std::string body;
  put(body, request.method);
  put(body, request.kind);
  put(body, request.id);
  put(body, request.index);
  put(body, request.number);
  return framed(body + request.key);
}

std::string to_bytes(const Answer& answer) {
  std::string body;
  put(body, answer.status);
  put(body, answer.number);
  return framed(body);
}

std::optional<Request> take_request(std::string& bytes) {
  std::optional<std::string> body = take_body(bytes);
  if (!body) return std::nullopt;
  Request request;
  request.method = take<Method>(*body);
  request.kind = take<Kind>(*body);
  request.id = take<Id>(*body);
  request.index = take<int>(*body);
  request.number = take<int>(*body);
  request.key = *body;
  return request;
}

std::optional<Answer> take_answer(std::string& bytes) {
  std::optional<std::string> body = take_body(bytes);
  if (!body) return std::nullopt;
  Answer answer;
  answer.status = take<Status>(*body);
  answer.number = take<std::int64_t>(*body);
  return answer;
}

}  // namespace base
}  // namespace lockstep
