// SPDX-License-Identifier: MIT
// Addresses of a binary as lines of its source. Done from outside the process: inside the jail
// nothing can be started.
#ifndef AUTOGRADER_RUNNER_SYMBOLS_H_
#define AUTOGRADER_RUNNER_SYMBOLS_H_

#include <string>
#include <vector>

namespace lockstep {

struct SourceLine {
  std::string function;
  std::string file;
  int line = 0;
};

// For each offset ("0x124b2e") in `binary` the lines it stands for, innermost first; inlined calls
// give several. Starts llvm-symbolizer for those that were not asked for before: replays show the
// same places again, and its start takes longer than many a claim. Not thread-safe. Throws
// std::system_error when it cannot be started.
std::vector<std::vector<SourceLine>> symbolize(const std::string& binary,
                                               const std::vector<std::string>& offsets);

// The innermost of `lines` that is in the file `source`, as "semaphore.cc:31 in
// Turnstile::release(int)", or "". The course's namespace and unnamed ones are left out of names.
std::string line_in(const std::vector<SourceLine>& lines, const std::string& source);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_SYMBOLS_H_
