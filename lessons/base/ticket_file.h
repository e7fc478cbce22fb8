// SPDX-License-Identifier: MIT
// The text of a ticket file: {"ticket": 3}. It is a JSON object with one member, "ticket", whose
// value is a whole number from 0 to INT_MAX. Knows nothing of files.
#ifndef LESSONS_BASE_TICKET_FILE_H_
#define LESSONS_BASE_TICKET_FILE_H_

#include <stdexcept>
#include <string>
#include <string_view>

namespace lockstep {
namespace base {

// The text is not that of a ticket file; what() says why.
class BadTicketFile : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// How many tickets the text says are left. White space may stand wherever JSON has it, also at both
// ends. Throws BadTicketFile when it is not the text of a ticket file; a part of one is not.
int parse_tickets(std::string_view text);

// The text for this number, which is 0 or more, with a line feed at its end.
std::string print_tickets(int tickets);

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_TICKET_FILE_H_
