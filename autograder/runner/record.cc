// SPDX-License-Identifier: MIT
#include "autograder/runner/record.h"

#include <algorithm>
#include <stdexcept>

#include "autograder/base/file.h"
#include "nlohmann/json.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

json to_json(const Evidence& evidence) {
  return {{"verdict", name(evidence.verdict)}, {"words", evidence.words},
          {"schedule", evidence.schedule},     {"trace", evidence.trace},
          {"repeatable", evidence.repeatable}, {"detail", evidence.detail}};
}

Evidence evidence_from(const json& read) {
  const auto verdict = verdict_named(read.at("verdict").get<std::string>());
  if (!verdict)
    throw std::runtime_error("unknown verdict in a record: " + read.at("verdict").dump());
  return {*verdict,
          read.at("words").get<std::string>(),
          read.at("schedule").get<std::string>(),
          read.at("trace").get<std::string>(),
          read.at("repeatable").get<bool>(),
          read.at("detail").get<std::string>()};
}

json to_json(const ClaimRecord& claim) {
  json evidence = json::array();
  for (const Evidence& e : claim.evidence) evidence.push_back(to_json(e));
  return {{"name", claim.name},
          {"evidence", evidence},
          {"wall_clock", claim.wall_clock},
          {"cpu_seconds", claim.cpu_seconds}};
}

ClaimRecord claim_from(const json& read) {
  ClaimRecord claim;
  claim.name = read.at("name").get<std::string>();
  for (const json& e : read.at("evidence")) claim.evidence.push_back(evidence_from(e));
  claim.wall_clock = read.at("wall_clock").get<bool>();
  claim.cpu_seconds = read.at("cpu_seconds").get<double>();
  return claim;
}

}  // namespace

bool Record::wall_clock() const {
  return std::ranges::any_of(claims, [](const ClaimRecord& claim) { return claim.wall_clock; });
}

Record read_record(const std::filesystem::path& path) {
  const json read = json::parse(read_file(path));
  Record record;
  record.build = build_report_from(read.at("build"));
  for (const json& claim : read.at("claims")) record.claims.push_back(claim_from(claim));
  record.missing_layers = read.at("missing_layers").get<std::vector<std::string>>();
  return record;
}

void write_record(const std::filesystem::path& path, const Record& record) {
  json claims = json::array();
  for (const ClaimRecord& claim : record.claims) claims.push_back(to_json(claim));
  const json written = {
      {"build", to_json(record.build)},
      {"claims", claims},
      {"missing_layers", record.missing_layers}};
  // A student's bytes need not be UTF-8; what is not becomes U+FFFD.
  write_file(path, written.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace lockstep
