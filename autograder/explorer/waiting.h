// SPDX-License-Identifier: MIT
// For claims about fairness: says when a thread begins to wait for an operation and when it has
// completed it, so that the explorer counts how often others complete it meanwhile.
//
//   Waiting waiting("lock");   // this thread waits
//   mutex.lock();
//   waiting.completed();       // a bypass for each other thread that waits for "lock"
//
// A completion is counted against a thread that is blocked, or that made a step since the last one
// was: a thread that was merely not scheduled is not passed over.
#pragma once

namespace lockstep::explorer {

class Waiting {
 public:
  // `operation` must be a literal: equal names are compared by their text.
  explicit Waiting(const char* operation);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  void completed();

  // How often others completed the operation since this thread began to wait.
  int bypassed() const;
};

}  // namespace lockstep::explorer
