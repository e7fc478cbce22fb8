// SPDX-License-Identifier: MIT
// A signal from one thread to another that the race detector does not see, and so takes for no
// order.
#ifndef AUTOGRADER_HARNESS_HIDDEN_FLAG_H_
#define AUTOGRADER_HARNESS_HIDDEN_FLAG_H_

namespace lockstep::harness {

// Used once: raised by one thread, awaited by another, which sleeps until then.
class HiddenFlag {
 public:
  void raise();
  void wait();

 private:
  int raised_ = 0;  // read and written by code that is not instrumented only
};

}  // namespace lockstep::harness

#endif  // AUTOGRADER_HARNESS_HIDDEN_FLAG_H_
