// SPDX-License-Identifier: MIT
// The text of a ticket file: {"ticket": 3}. It is a JSON object with one member, "ticket", whose
// value is a whole number from 0 to INT_MAX. Knows nothing of files.
#ifndef LESSONS_BASE_TICKET_FILE_H_
#define LESSONS_BASE_TICKET_FILE_H_

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace lockstep {
namespace base {

// The text is not that of a ticket file; what() says why.
class BadTicketFile : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The parts of parse_tickets().
namespace ticket_file {

inline void skip_space(std::string_view& text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != text.npos) {
    text.remove_prefix(1);
  }
}

// Takes the token from the beginning of the text, and the space before it.
inline void take(std::string_view& text, std::string_view token) {
  skip_space(text);
  if (!text.starts_with(token)) {
    throw BadTicketFile("expected " + std::string(token) + " before \"" + std::string(text) + "\"");
  }
  text.remove_prefix(token.size());
}

inline int take_number(std::string_view& text) {
  skip_space(text);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto size = static_cast<std::size_t>(end - text.data());
  // JSON has no zeros before a number.
  if (error != std::errc() || number < 0 || (text.front() == '0' && size > 1)) {
    throw BadTicketFile("no number of tickets: \"" + std::string(text) + "\"");
  }
  text.remove_prefix(size);
  return number;
}

}  // namespace ticket_file

// How many tickets the text says are left. White space may stand wherever JSON has it, also at both
// ends. Throws BadTicketFile when it is not the text of a ticket file; a part of one is not.
inline int parse_tickets(std::string_view text) {
  ticket_file::take(text, "{");
  ticket_file::take(text, "\"ticket\"");
  ticket_file::take(text, ":");
  const int tickets = ticket_file::take_number(text);
  ticket_file::take(text, "}");
  ticket_file::skip_space(text);
  if (!text.empty()) throw BadTicketFile("more after the end: \"" + std::string(text) + "\"");
  return tickets;
}

// The text for this number, which is 0 or more, with a line feed at its end.
inline std::string print_tickets(int tickets) {
  return "{\"ticket\": " + std::to_string(tickets) + "}\n";
}

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_TICKET_FILE_H_
