// SPDX-License-Identifier: MIT
#include "autograder/harness/claim.h"

namespace lockstep {
namespace harness {

std::vector<Claim>& all_claims() {
  static std::vector<Claim> claims;
  return claims;
}

bool add_claim(const Claim& claim) {
  all_claims().push_back(claim);
  return true;
}

}  // namespace harness

std::string because(const std::string& words) {
  return std::string(1, harness::kBecause) + words + harness::kBecause;
}

}  // namespace lockstep
