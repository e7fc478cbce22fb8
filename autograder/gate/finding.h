// SPDX-License-Identifier: MIT
// Why the gate refuses a file: a line of it and the reason in words.
#ifndef AUTOGRADER_GATE_FINDING_H_
#define AUTOGRADER_GATE_FINDING_H_

#include <cstddef>
#include <set>
#include <string>
#include <utility>

namespace lockstep {

// Collects reasons; each is kept once and in the order of lines. Not thread-safe.
class Findings {
 public:
  // `line` 0: the line is not known. `words` may contain names from the file.
  void add(unsigned line, const std::string& words) { found_.insert({line, words}); }

  bool empty() const { return found_.empty(); }

  // One reason a line, "semaphore.cc:12: words"; at most `most` of them.
  std::string text(const std::string& source, std::size_t most = 10) const;

 private:
  std::set<std::pair<unsigned, std::string>> found_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_GATE_FINDING_H_
