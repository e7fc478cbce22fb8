// SPDX-License-Identifier: MIT
// A ticket office that is nothing but a file: {"ticket": 1}. Whoever wants a ticket is a process of
// its own, opens the file, and takes one off the number.
//
// The files. All are in the folder of the ticket file, and only these:
//   path           the ticket file. The caller makes it; its text is that of lessons/base/
//                  ticket_file.h, which also reads and prints it.
//   path + ".lock" the lock file. The first buyer makes it; it stays, always the same one, and what
//                  is in it is up to you.
//   path + "."...  at most one more, which only the buyer who has the lock makes; its name begins
//                  with the path and a dot. When that buyer dies it may be left over; the next one
//                  that buys a ticket reuses or removes it.
//
// The lock. Of all buyers of one ticket file one is inside at a time, whatever processes they are
// in. They lock the lock file, all of it and exclusively, by one of the locks that the kernel gives
// back when their holder dies: flock(), fcntl() or lockf(). Which one is up to you, so who wants to
// stop the sale (the tests do) takes it by both flock() and fcntl(). A buyer waits for the lock,
// asleep, as long as it takes. Buyers of other ticket files have nothing to do with it, and who
// only looks takes no lock, makes no file and never waits.
//
// The ticket file is replaced, never changed: whoever reads it while others buy, or after one of
// them died at any moment, finds the old text or the new one, whole; whoever has it open goes on
// seeing what it was. The new file has the permissions of the old one. It is on the disk, by
// fsync(), before it takes the place of the old one, so a power cut leaves one of the two, too.
//
// Errors are exceptions, and then no ticket was bought and the ticket file is the one that was
// there: std::system_error with the code of the system when a call fails (no such file, no
// permission, no descriptor left, disk full ...), base::BadTicketFile when the text is not that of
// a ticket file. Once the new file has taken the old one's place the ticket is bought, and nothing
// that fails later changes that. Signals whose handlers return do not change what a call does.
//
// When a call has ended, also by an exception, nothing is left of it: in the process no descriptor
// and no lock, in the folder nothing but the ticket file and the lock file. Each call begins anew:
// children of a process that has bought before are buyers like all others.
//
// Not promised: an order among buyers; that a ticket stays sold in a power cut right after it; that
// a call may be made while another thread of the process makes one; anything when others remove
// or replace the lock file, or write to the ticket file without having the lock.
#ifndef LESSONS_LOCK_TICKET_OFFICE_H_
#define LESSONS_LOCK_TICKET_OFFICE_H_

#include <string>

#include "lessons/base/ticket_file.h"

namespace lockstep {

// Takes one ticket off the number in the file. Returns whether there was one; when there was not,
// the ticket file is not touched. A process that dies in the call may have bought one or not.
bool buy_ticket(const std::string& path);

// How many tickets are left, at one moment of the call.
int tickets_left(const std::string& path);

}  // namespace lockstep

#endif  // LESSONS_LOCK_TICKET_OFFICE_H_
