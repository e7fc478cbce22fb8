// SPDX-License-Identifier: MIT
// The claims of the exercise `ticket_office` on buying and looking.
#include <sys/stat.h>

#include <vector>

#include "autograder/harness/claim.h"
#include "autograder/process/order.h"
#include "autograder/process/trial.h"
#include "tests/base/beside.h"
#include "tests/lock/ticket_folder.h"

namespace lockstep {
namespace {

// One of several buyers. Its exit code is how many tickets it got.
int buys_one(const Office& office) {
  const std::string end = buys(office.path());
  EXPECT_TRUE(end == "bought" || end == "sold out")
      << because("a buyer neither got a ticket nor was told that there is none");
  return end == "bought" ? 1 : 0;
}

// How many tickets so many buyers got that came at the same time.
int sold_at_once(const Office& office, int buyers) {
  Gate gate;
  std::vector<pid_t> children;
  for (int i = 0; i < buyers; ++i) {
    children.push_back(child_of([&] {
      gate.pass();
      return buys_one(office);
    }));
  }
  gate.open();
  int sold = 0;
  for (const pid_t child : children) sold += end_of_child(child);
  return sold;
}

// How many two buyers got, of whom the second comes when the first has stopped somewhere.
int sold_to_two(const Office& office) {
  const auto buys = [&] { return buys_one(office); };
  const auto [first, second] = one_beside_another(buys, buys);
  return first + second;
}

void check_one_ticket(int sold, const Office& office) {
  EXPECT_EQ(sold, 1) << because("there was one ticket: it was not sold once");
  EXPECT_EQ(office.tickets(), 0) << because("the ticket was sold: the file does not say so");
}

CLAIM(TicketOffice, OneTicketIsSoldOnce, 12, "of ten buyers one gets the only ticket") {
  const int stops = stop_at_each_call("1.1", [] {
    const Office office(1);
    check_one_ticket(sold_to_two(office), office);
  });
  EXPECT_GT(stops, 0);
  run_trials(
      [] {
        const Office office(1);
        check_one_ticket(sold_at_once(office, 10), office);
      },
      {.seeds = 1, .trouble = {}});
}

void check_a_ticket_each(int sold, int buyers, const Office& office) {
  EXPECT_EQ(sold, buyers) << because("there were tickets for all, and not each buyer got one");
  EXPECT_EQ(office.tickets(), 13 - buyers)
      << because("each buyer got one of thirteen: the file does not say so");
}

CLAIM(TicketOffice, EveryBuyerGetsOne, 8, "buyers who come at the same time each get a ticket") {
  const int stops = stop_at_each_call("1.1", [] {
    const Office office(13);
    check_a_ticket_each(sold_to_two(office), 2, office);
  });
  EXPECT_GT(stops, 0);
  run_trials(
      [] {
        const Office office(13);
        check_a_ticket_each(sold_at_once(office, 4), 4, office);
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TicketOffice, BuyersWaitAsleep, 10, "who wants to buy sleeps while somebody has the lock") {
  run_trials(
      [] {
        const Office office(12);
        const auto one_buys = [&] {
          EXPECT_EQ(buys(office.path()), "bought") << because("there was a ticket left");
          return 0;
        };
        pid_t buyer = 0;
        {
          const Closed closed(office, Closed::Lock::kShared);
          buyer = child_of(one_buys);
          EXPECT_TRUE(await_asleep(buyer))
              << because("somebody shares the lock, and a buyer did not wait until it was alone");
        }
        EXPECT_EQ(end_of_child(buyer), 0) << because("a buyer who waited came to no good end");
        {
          const Closed closed(office);
          buyer = child_of(one_buys);
          EXPECT_TRUE(await_asleep(buyer))
              << because("somebody else has the lock, and a buyer did not wait for it");
          EXPECT_EQ(office.tickets(), 11) << because("a ticket was sold without the lock");
          EXPECT_TRUE(office.others().empty()) << because("a buyer without the lock made a file");
          // What was read before the lock is not true any more.
          office.put(base::print_tickets(8));
          ::chmod(office.path().c_str(), 0640);
        }
        EXPECT_EQ(end_of_child(buyer), 0) << because("a buyer who waited came to no good end");
        EXPECT_EQ(office.tickets(), 7)
            << because("the number was changed while a buyer waited: it sold by the old one");
        struct stat status = {};
        EXPECT_EQ(::stat(office.path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 07777, 0640u)
            << because("the permissions were changed while a buyer waited: it kept the old ones");
      },
      {.seeds = 3, .trouble = {}});
}

CLAIM(TicketOffice, ReadersDoNotWait, 8, "who looks takes no lock and makes no file") {
  run_trials(
      [] {
        const Office office(" { \"ticket\"\n: 3 } ");
        EXPECT_EQ(sees(office.path()), "3") << because("the number of the file was not told");
        EXPECT_EQ(file_at(office.lock_path()), 0u) << because("who only looked made a lock file");
        EXPECT_TRUE(office.others().empty()) << because("who only looked made a file");
        const Closed closed(office);
        const pid_t reader = child_of([&] {
          EXPECT_EQ(sees(office.path()), "3") << because("the number of the file was not told");
          return 0;
        });
        EXPECT_EQ(end_of_child(reader), 0) << because("who looked came to no good end");
      },
      {.seeds = 1, .trouble = {}});
}

CLAIM(TicketOffice, TheLockFileStays, 6, "the lock file is made once, and stays") {
  run_trials(
      [] {
        const Office office(2);
        EXPECT_EQ(buys(office.path()), "bought") << because("there was a ticket left");
        const ino_t made = file_at(office.lock_path());
        EXPECT_NE(made, 0u) << because("after a sale there is no lock file");
        for (const char* end : {"bought", "sold out"}) {
          EXPECT_EQ(buys(office.path()), end) << because("two tickets were there for three buyers");
          EXPECT_EQ(file_at(office.lock_path()), made)
              << because("the lock file was replaced: two buyers may each have one of their own");
        }
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TicketOffice, IsReplacedNotChanged, 8, "who has the file open goes on seeing what it was") {
  run_trials(
      [] {
        const Office office(13);
        std::FILE* const before = std::fopen(office.path().c_str(), "r");
        EXPECT_EQ(buys(office.path()), "bought") << because("there was a ticket left");
        EXPECT_EQ(Office::rest_of(before), base::print_tickets(13))
            << because("the ticket file was changed under somebody who had it open");
        std::fclose(before);
        EXPECT_EQ(office.tickets(), 12) << because("the file does not say that one was sold");
        EXPECT_TRUE(office.others().empty())
            << because("after a sale there is another file in the folder");
      },
      {.seeds = 0, .trouble = {}});
}

CLAIM(TicketOffice, PermissionsStay, 4, "the new file has the permissions of the old one") {
  run_trials(
      [] {
        const Office office(9);
        for (const mode_t mode : {0640u, 0666u, 0600u}) {
          ::chmod(office.path().c_str(), mode);
          EXPECT_EQ(buys(office.path()), "bought") << because("there was a ticket left");
          struct stat status = {};
          EXPECT_EQ(::stat(office.path().c_str(), &status), 0);
          EXPECT_EQ(status.st_mode & 07777, mode)
              << because("after a sale the ticket file has other permissions");
        }
      },
      {.seeds = 0, .trouble = {}});
}

}  // namespace
}  // namespace lockstep
