// SPDX-License-Identifier: MIT
// How the ticket office is used. Each case runs in a process of its own, several times:
// undisturbed, and with calls that are interrupted and children that stop for a while.
#include "lessons/lock/ticket_office.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "autograder/process/trial.h"
#include "gtest/gtest.h"

namespace lockstep {
namespace {

// A ticket file in a folder of its own, which goes away with it.
class Office {
 public:
  explicit Office(const std::string& text) {
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    std::ofstream(path()) << text;
  }
  ~Office() { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/tickets.json"; }

  std::string text() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string folder_ = "/tmp/officeXXXXXX";
};

// A process that buys at the office; it ends with 1 when it got a ticket.
pid_t buyer(const Office& office) {
  const pid_t child = ::fork();
  if (child == 0) [&]() noexcept { ::_exit(buy_ticket(office.path()) ? 1 : 0); }();
  return child;
}

int bought_by(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  EXPECT_TRUE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

TEST(TicketOffice, SellsWhatIsThere) {
  run_trials([] {
    const Office office("{\"ticket\": 2}");
    EXPECT_EQ(tickets_left(office.path()), 2);
    EXPECT_TRUE(buy_ticket(office.path()));
    EXPECT_EQ(tickets_left(office.path()), 1);
    EXPECT_TRUE(buy_ticket(office.path()));
    EXPECT_FALSE(buy_ticket(office.path()));
    EXPECT_EQ(base::parse_tickets(office.text()), 0);
  });
}

TEST(TicketOffice, OfTenBuyersOneGetsTheTicket) {
  run_trials([] {
    const Office office("{\"ticket\": 1}");
    pid_t buyers[10];
    for (pid_t& one : buyers) one = buyer(office);
    int bought = 0;
    for (const pid_t one : buyers) bought += bought_by(one);
    EXPECT_EQ(bought, 1);
    EXPECT_EQ(tickets_left(office.path()), 0);
  });
}

TEST(TicketOffice, ADeadBuyerKeepsNobodyOut) {
  const int deaths = kill_at_each_call("1.1", [] {
    const Office office("{\"ticket\": 10}");
    const pid_t first = buyer(office);
    int status = 0;
    while (::waitpid(first, &status, 0) < 0 && errno == EINTR) continue;
    const int left = tickets_left(office.path());
    EXPECT_TRUE(left == 10 || left == 9);
    EXPECT_EQ(bought_by(buyer(office)), 1);
    EXPECT_EQ(tickets_left(office.path()), left - 1);
  });
  EXPECT_GT(deaths, 1);
}

TEST(TicketOffice, WhatIsNoTicketFileIsTold) {
  run_trials([] {
    const Office office("{\"ticket\": -1}");
    EXPECT_THROW(buy_ticket(office.path()), base::BadTicketFile);
    EXPECT_THROW(tickets_left(office.path()), base::BadTicketFile);
    EXPECT_THROW(buy_ticket(office.path() + ".none"), std::system_error);
    EXPECT_EQ(office.text(), "{\"ticket\": -1}");
  });
}

}  // namespace
}  // namespace lockstep
