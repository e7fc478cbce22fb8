// SPDX-License-Identifier: MIT
#include "autograder/gate/build_report.h"

#include "autograder/base/file.h"
#include "nlohmann/json.hpp"

namespace lockstep {

using nlohmann::json;

json to_json(const BuildReport& report) {
  return {{"ok", report.ok},
          {"refused", report.refused},
          {"diagnostics", report.diagnostics},
          {"missing_layers", report.missing_layers}};
}

BuildReport build_report_from(const json& read) {
  return {read.at("ok").get<bool>(), read.at("diagnostics").get<std::string>(),
          read.at("refused").get<bool>(),
          read.at("missing_layers").get<std::vector<std::string>>()};
}

BuildReport read_build_report(const std::filesystem::path& path) {
  return build_report_from(json::parse(read_file(path)));
}

void write_build_report(const std::filesystem::path& path, const BuildReport& report) {
  // A student's bytes need not be UTF-8; what is not becomes U+FFFD.
  write_file(path, to_json(report).dump(1, ' ', false, json::error_handler_t::replace));
}

}  // namespace lockstep
