// SPDX-License-Identifier: MIT
#include "autograder/grade/claim_list.h"

#include <set>
#include <stdexcept>

#include "autograder/base/file.h"
#include "nlohmann/json.hpp"

namespace lockstep {

std::vector<ListedClaim> parse_claim_list(const std::string& text) {
  std::vector<ListedClaim> claims;
  std::set<std::string> names;
  int points = 0;
  for (const auto& read : nlohmann::json::parse(text)) {
    claims.push_back({read.at("name").get<std::string>(), read.at("sentence").get<std::string>(),
                      read.at("points").get<int>()});
    points += claims.back().points;
    if (!names.insert(claims.back().name).second) {
      throw std::runtime_error("two claims are named " + claims.back().name);
    }
    if (claims.back().points < 1) throw std::runtime_error(claims.back().name + " has no points");
  }
  if (points != 100) {
    throw std::runtime_error("the claims' points add up to " + std::to_string(points) +
                             ", not to 100");
  }
  return claims;
}

std::vector<ListedClaim> read_claim_list(const std::filesystem::path& path) {
  try {
    return parse_claim_list(read_file(path));
  } catch (const std::runtime_error& e) {
    throw std::runtime_error(path.string() + ": " + e.what());
  }
}

std::string only_claim(const std::string& text, const std::string& name) {
  for (auto& claim : nlohmann::json::parse(text)) {
    if (claim.at("name") != name) continue;
    claim["points"] = 100;
    return nlohmann::json::array({claim}).dump();
  }
  return text;
}

}  // namespace lockstep
