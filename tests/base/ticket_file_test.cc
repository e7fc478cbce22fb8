// SPDX-License-Identifier: MIT
#include "lessons/base/ticket_file.h"

#include "gtest/gtest.h"

namespace lockstep::base {
namespace {

TEST(TicketFile, ReadsWhatItPrints) {
  for (const int tickets : {0, 1, 10, 2'147'483'647}) {
    EXPECT_EQ(parse_tickets(print_tickets(tickets)), tickets);
  }
}

TEST(TicketFile, SpaceMayStandWhereJsonHasIt) {
  EXPECT_EQ(parse_tickets("{\"ticket\":7}"), 7);
  EXPECT_EQ(parse_tickets(" {\n\t\"ticket\" : 7\r\n}\n"), 7);
}

TEST(TicketFile, AnythingElseIsBad) {
  for (const char* text :
       {"", "{", "{}", "7", "{\"ticket\"", "{\"ticket\": 1", "{\"ticket\": }", "{\"ticket\": -1}",
        "{\"ticket\": +1}", "{\"ticket\": 01}", "{\"ticket\": 1.5}", "{\"ticket\": 2147483648}",
        "{\"ticket\": \"1\"}", "{\"ticket\": 1, \"seats\": 2}", "{\"tickets\": 1}",
        "{\"ticket\": 1}}", "{\"tick et\": 1}"}) {
    EXPECT_THROW(parse_tickets(text), BadTicketFile) << text;
  }
}

}  // namespace
}  // namespace lockstep::base
