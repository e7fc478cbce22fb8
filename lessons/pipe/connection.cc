// SPDX-License-Identifier: MIT
// Your connection. The contract is in connection.h; run it with
//   bazel test //lessons/pipe:connection_test
#include "lessons/pipe/connection.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyConnection : public Connection {
 public:
  void send(const std::string& message) override {
    (void)message;
    not_implemented("Connection::send");
  }

  std::string recv() override { not_implemented("Connection::recv"); }

  bool poll(std::chrono::milliseconds timeout) override {
    (void)timeout;
    not_implemented("Connection::poll");
  }

  void close() override { not_implemented("Connection::close"); }

  int fileno() const override { not_implemented("Connection::fileno"); }
};

}  // namespace

Ends make_one_way_pipe() { not_implemented("make_one_way_pipe"); }

Ends make_two_way_pipe() { not_implemented("make_two_way_pipe"); }

}  // namespace lockstep
