// SPDX-License-Identifier: MIT
// The claims of the exercise `ticket_office` on what goes wrong without a death.
#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/lock/ticket_folder.h"

namespace lockstep {
namespace {

// Each call of this name fails once, with this error. Either the buyer is told so, and nothing has
// changed, or the ticket is bought. Returns how many were told.
int told_failures(const char* call, int error, int& failures) {
  Notes told;
  failures = fail_each(call, [&] {
    const Office office(13);
    const ino_t before = file_at(office.path());
    const std::string end = buys(office.path());
    if (end == "bought") {
      EXPECT_EQ(office.tickets(), 12) << because("a ticket was bought: the file does not say so");
    } else {
      told.post(1);
      EXPECT_EQ(end, "refused " + std::to_string(error))
          << because("a call failed, and the system's error was not told");
      EXPECT_TRUE(file_at(office.path()) == before && office.tickets() == 13)
          << because("an error was told, and the ticket file is not the one that was there");
    }
    EXPECT_TRUE(office.others().empty())
        << because("a call failed, and another file stayed in the folder");
    // Of another process: no call of this one fails.
    const pid_t next = child_of([&] {
      EXPECT_EQ(buys(office.path()), "bought")
          << because("a call failed, and the next buyer got no ticket");
      return 0;
    });
    EXPECT_EQ(end_of_child(next), 0) << because("the next buyer came to no good end");
  });
  int count = 0;
  while (told.any()) count += static_cast<int>(told.take());
  return count;
}

CLAIM(TicketOffice, ErrorsChangeNothing, 8,
      "when a call fails it is told, and nothing is changed") {
  int failures = 0;
  for (const char* call : {"open", "write", "pwrite", "rename", "flock", "lockf", "fcntl"}) {
    const int error = call == std::string("open")        ? EMFILE
                      : call[0] == 'f' || call[0] == 'l' ? ENOLCK
                                                         : ENOSPC;
    told_failures(call, error, failures);
  }
}

CLAIM(TicketOffice, OnTheDiskFirst, 5, "the new file is on the disk before it takes the place") {
  int failures = 0;
  const int told = told_failures("fsync", EIO, failures);
  EXPECT_GT(failures, 0) << because("nothing was put on the disk by fsync()");
  EXPECT_TRUE(failures == 0 || told > 0)
      << because("the new file took the place, and was not on the disk by fsync() before");
}

CLAIM(TicketOffice, BadFilesAreTold, 5, "what is no ticket file is told, and stays as it is") {
  run_trials(
      [] {
        for (const char* text : {"", "{\"ticket\": 1", "{\"ticket\": -1}", "one"}) {
          const Office office(text);
          EXPECT_EQ(buys(office.path()), "bad file") << because("a bad ticket file was not told");
          EXPECT_EQ(sees(office.path()), "bad file") << because("a bad ticket file was not told");
          EXPECT_EQ(office.text(), text) << because("a bad ticket file was changed");
          office.put("{\"ticket\": 1}");
          EXPECT_EQ(buys(office.path()), "bought")
              << because("the ticket file was mended, and the next buyer got no ticket");
        }
        const Office office(1);
        const std::string none = office.folder() + "/none";
        const std::string missing = "refused " + std::to_string(ENOENT);
        EXPECT_EQ(buys(none), missing) << because("a missing ticket file was not told");
        EXPECT_EQ(sees(none), missing) << because("a missing ticket file was not told");
        EXPECT_EQ(file_at(none), 0u) << because("a missing ticket file was made");
        const std::string folder = office.folder() + "/folder";
        ::mkdir(folder.c_str(), 0700);
        const std::string is_one = "refused " + std::to_string(EISDIR);
        EXPECT_EQ(buys(folder), is_one) << because("a folder was not told");
        EXPECT_EQ(sees(folder), is_one) << because("a folder was not told");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TicketOffice, SoldOutIsTold, 4,
      "when there is none left, it is told and nothing is touched") {
  run_trials(
      [] {
        const Office office(" {\"ticket\":0}");
        const ino_t before = file_at(office.path());
        EXPECT_EQ(buys(office.path()), "sold out") << because("there was none left");
        EXPECT_TRUE(file_at(office.path()) == before && office.text() == " {\"ticket\":0}")
            << because("nothing was sold, and the ticket file was touched");
        EXPECT_EQ(sees(office.path()), "0") << because("the number of the file was not told");
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
