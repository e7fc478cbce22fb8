// SPDX-License-Identifier: MIT
// Understands the lines that a claim's process sent (autograder/harness/channel.h).
#ifndef AUTOGRADER_RUNNER_CHANNEL_READER_H_
#define AUTOGRADER_RUNNER_CHANNEL_READER_H_

#include <string>
#include <vector>

#include "autograder/runner/record.h"

namespace lockstep {

struct Told {
  std::vector<Evidence> evidence;
  std::string reports;     // ThreadSanitizer's, that the explorer kept
  bool completed = false;  // the asked claim ran to its end
  bool aborted_on_purpose =
      false;              // the process told why it was about to die: an uncaught exception
  std::vector<std::string> canaries;  // where the harness made races on purpose: "0x5560"
  int foreign_lines = 0;  // lines without the secret, or not understood
};

// `claim` is the one that was asked for: the completion of another one is none.
Told read_channel(const std::string& text, const std::string& secret, const std::string& claim);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_CHANNEL_READER_H_
