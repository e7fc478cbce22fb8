// SPDX-License-Identifier: MIT
#include "lessons/base/ticket_file.h"

#include <charconv>
#include <system_error>

namespace lockstep {
namespace base {
namespace {

void skip_space(std::string_view& text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.front()) != text.npos) {
    text.remove_prefix(1);
  }
}

// Takes the token from the beginning of the text, and the space before it.
void take(std::string_view& text, std::string_view token) {
  skip_space(text);
  if (!text.starts_with(token)) {
    throw BadTicketFile("expected " + std::string(token) + " before \"" + std::string(text) + "\"");
  }
  text.remove_prefix(token.size());
}

int take_number(std::string_view& text) {
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

}  // namespace

int parse_tickets(std::string_view text) {
  take(text, "{");
  take(text, "\"ticket\"");
  take(text, ":");
  const int tickets = take_number(text);
  take(text, "}");
  skip_space(text);
  if (!text.empty()) throw BadTicketFile("more after the end: \"" + std::string(text) + "\"");
  return tickets;
}

std::string print_tickets(int tickets) { return "{\"ticket\": " + std::to_string(tickets) + "}\n"; }

}  // namespace base
}  // namespace lockstep
