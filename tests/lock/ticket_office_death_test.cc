// SPDX-License-Identifier: MIT
// The claims of the exercise `ticket_office` on buyers that die: one is killed before each of its
// calls, and in the middle of each write.
#include "autograder/harness/claim.h"
#include "autograder/process/trial.h"
#include "tests/lock/ticket_folder.h"

namespace lockstep {
namespace {

// Process 1.1 buys, and is killed somewhere; returns when it has ended.
void one_dies(const Office& office) {
  end_of_child(child_of([&] {
    buys(office.path());
    return 0;
  }));
}

CLAIM(TicketOffice, ADeathLeavesAWholeFile, 8, "the file is the old or the new one, whole") {
  const int deaths = kill_at_each_call("1.1", [] {
    const Office office(13);
    one_dies(office);
    const int left = office.tickets();
    EXPECT_NE(left, -1) << because("a buyer was killed, and the ticket file is no ticket file");
    EXPECT_TRUE(left == -1 || left == 13 || left == 12)
        << because("a buyer was killed, and the number is neither the old nor the new one");
  });
  EXPECT_GT(deaths, 1) << because("a buyer made no call that it could be killed at");
}

CLAIM(TicketOffice, ADeadBuyerKeepsNobodyOut, 8, "the next buyer gets a ticket after a death") {
  kill_at_each_call("1.1", [] {
    const Office office(1'000);
    one_dies(office);
    // Shorter than what the dead may have left over.
    office.put(base::print_tickets(3));
    EXPECT_EQ(buys(office.path()), "bought")
        << because("a buyer was killed, and the next one got no ticket");
    EXPECT_EQ(office.tickets(), 2)
        << because("a buyer was killed, and the next one left another number than it should");
  });
}

CLAIM(TicketOffice, NothingPilesUp, 6, "what a dead buyer leaves over goes with the next sale") {
  kill_at_each_call("1.1", [] {
    const Office office(3);
    one_dies(office);
    const auto others = office.others();
    EXPECT_LE(others.size(), 1u) << because("a dead buyer left more than one file over");
    for (const std::string& name : others) {
      EXPECT_TRUE(name.starts_with(office.path() + "."))
          << because("a dead buyer left a file whose name does not begin with the path and a dot");
    }
    buys(office.path());
    EXPECT_TRUE(office.others().empty())
        << because("a dead buyer left a file over, and after the next sale it is still there");
  });
}

}  // namespace
}  // namespace lockstep
