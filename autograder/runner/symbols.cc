// SPDX-License-Identifier: MIT
#include "autograder/runner/symbols.h"

#include <map>
#include <utility>

#include "autograder/base/process.h"
#include "nlohmann/json.hpp"

namespace lockstep {
namespace {

std::string without(std::string text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
  return text;
}

std::vector<std::vector<SourceLine>> ask(const std::string& binary,
                                         const std::vector<std::string>& offsets) {
  std::vector<std::vector<SourceLine>> all;
  if (offsets.empty()) return all;
  Command command;
  command.argv = {"/usr/bin/llvm-symbolizer-19", "--output-style=JSON", "--inlines",
                  "--obj=" + binary};
  command.argv.insert(command.argv.end(), offsets.begin(), offsets.end());
  command.environment = {"PATH=/usr/bin:/bin"};
  command.output = {{1, 4 << 20}};
  command.wall_limit = std::chrono::minutes(2);
  const Finished finished = run(command);
  using nlohmann::json;
  for (const json& address : json::parse(finished.output.at(1))) {
    auto& lines = all.emplace_back();
    if (!address.contains("Symbol")) continue;
    for (const json& symbol : address.at("Symbol")) {
      lines.push_back({symbol.at("FunctionName").get<std::string>(),
                       symbol.at("FileName").get<std::string>(), symbol.at("Line").get<int>()});
    }
  }
  return all;
}

}  // namespace

std::vector<std::vector<SourceLine>> symbolize(const std::string& binary,
                                               const std::vector<std::string>& offsets) {
  static std::map<std::pair<std::string, std::string>, std::vector<SourceLine>> known;
  std::vector<std::string> unknown;
  for (const std::string& offset : offsets) {
    if (!known.contains({binary, offset})) unknown.push_back(offset);
  }
  const auto asked = ask(binary, unknown);
  for (std::size_t i = 0; i < asked.size() && i < unknown.size(); ++i) {
    known[{binary, unknown[i]}] = asked[i];
  }
  std::vector<std::vector<SourceLine>> all;
  for (const std::string& offset : offsets) all.push_back(known[{binary, offset}]);
  return all;
}

std::string line_in(const std::vector<SourceLine>& lines, const std::string& source) {
  for (const SourceLine& line : lines) {
    if (line.file != source && !line.file.ends_with("/" + source)) continue;
    return source + ":" + std::to_string(line.line) + " in " +
           without(without(line.function, "(anonymous namespace)::"), "lockstep::");
  }
  return "";
}

}  // namespace lockstep
