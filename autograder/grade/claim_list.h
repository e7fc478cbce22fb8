// SPDX-License-Identifier: MIT
// The trusted list of an exercise's claims: printed by the binary that is linked with the reference
// solution.
#ifndef AUTOGRADER_GRADE_CLAIM_LIST_H_
#define AUTOGRADER_GRADE_CLAIM_LIST_H_

#include <filesystem>
#include <string>
#include <vector>

namespace lockstep {

struct ListedClaim {
  std::string name;      // "Semaphore.OnePermitLetsOneThreadIn"
  std::string sentence;  // for the student
  int points = 0;
};

// Throws std::runtime_error when the list is empty, names a claim twice, or its points do not add
// up to 100.
std::vector<ListedClaim> read_claim_list(const std::filesystem::path& path);
std::vector<ListedClaim> parse_claim_list(const std::string& text);

// The text of a list with this claim alone, for all points; the same text when it has no such
// claim.
std::string only_claim(const std::string& text, const std::string& name);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_CLAIM_LIST_H_
