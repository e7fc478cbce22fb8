// SPDX-License-Identifier: MIT
#include "autograder/runner/allowance.h"

#include <map>
#include <stdexcept>
#include <string>

#include "autograder/base/file.h"
#include "nlohmann/json.hpp"

namespace lockstep {
namespace {

using nlohmann::json;

const std::map<std::string, int Allowance::*> kNumbers = {
    {"cpu_seconds", &Allowance::cpu_seconds}, {"wall_seconds", &Allowance::wall_seconds},
    {"memory_mb", &Allowance::memory_mb},     {"tasks", &Allowance::tasks},
    {"file_mb", &Allowance::file_mb},         {"open_files", &Allowance::open_files},
    {"output_kb", &Allowance::output_kb},
};

const std::map<std::string, bool Allowance::*> kRights = {
    {"processes", &Allowance::processes},         {"programs", &Allowance::programs},
    {"signals", &Allowance::signals},             {"pipes", &Allowance::pipes},
    {"sockets", &Allowance::sockets},             {"files", &Allowance::files},
    {"shared_memory", &Allowance::shared_memory}, {"timers", &Allowance::timers},
    {"io_uring", &Allowance::io_uring},
};

void set(Allowance& allowance, const std::string& name, const json& value) {
  if (const auto right = kRights.find(name); right != kRights.end()) {
    allowance.*right->second = value.get<bool>();
    return;
  }
  const auto number = kNumbers.find(name);
  if (number == kNumbers.end()) throw std::runtime_error("there is no allowance \"" + name + "\"");
  if (!value.is_number_integer() || value.get<long>() < 1 || value.get<long>() > 1'000'000) {
    throw std::runtime_error("the allowance \"" + name + "\" must be a number above 0");
  }
  allowance.*number->second = value.get<int>();
}

}  // namespace

Allowance read_allowance(const std::filesystem::path& path) {
  Allowance allowance;
  const json read = json::parse(read_file(path));
  if (!read.is_object()) throw std::runtime_error(path.string() + ": not an object");
  for (const auto& [name, value] : read.items()) set(allowance, name, value);
  return allowance;
}

}  // namespace lockstep
