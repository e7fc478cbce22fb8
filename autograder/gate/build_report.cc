// SPDX-License-Identifier: MIT
#include "autograder/gate/build_report.h"

#include "autograder/base/file.h"
#include "nlohmann/json.hpp"

namespace lockstep {

using nlohmann::json;

BuildReport read_build_report(const std::filesystem::path& path) {
  const json read = json::parse(read_file(path));
  return {read.at("ok").get<bool>(), read.at("diagnostics").get<std::string>()};
}

void write_build_report(const std::filesystem::path& path, const BuildReport& report) {
  const json written = {{"ok", report.ok}, {"diagnostics", report.diagnostics}};
  // A student's bytes need not be UTF-8; what is not becomes U+FFFD.
  write_file(path, written.dump(1, ' ', false, json::error_handler_t::replace));
}

}  // namespace lockstep
