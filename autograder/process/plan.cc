// SPDX-License-Identifier: MIT
#include "autograder/process/plan.h"

#include <charconv>
#include <cstring>
#include <stdexcept>

namespace lockstep::process {
namespace {

[[noreturn]] void means_nothing(const std::string& text) {
  throw std::invalid_argument("this is no trial: \"" + text +
                              "\" (calm, trouble:17, fail:fork.2, kill:1.2/7, stop:1.2/7, meet)");
}

std::uint64_t number(const std::string& digits, const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read_to, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || read_to != end) means_nothing(text);
  return value;
}

template <std::size_t size>
void set_name(char (&to)[size], const std::string& name) {
  if (name.empty() || name.size() >= size) means_nothing(name);
  std::memcpy(to, name.c_str(), name.size() + 1);
}

// Splits "fork.2" at the last `mark`.
std::pair<std::string, std::uint64_t> split(const std::string& part, char mark,
                                            const std::string& text) {
  const auto at = part.rfind(mark);
  if (at == std::string::npos) means_nothing(text);
  return {part.substr(0, at), number(part.substr(at + 1), text)};
}

Plan plan_for(Plan::What what, const std::string& process, std::uint64_t at) {
  Plan plan;
  plan.what = what;
  set_name(plan.process, process);
  plan.at = at;
  return plan;
}

}  // namespace

Plan seeded_plan(unsigned kinds, std::uint64_t seed) {
  Plan plan;
  plan.what = Plan::What::kSeeded;
  plan.kinds = kinds;
  plan.seed = seed;
  return plan;
}

Plan failing_plan(const std::string& call, std::uint64_t at) {
  Plan plan = plan_for(Plan::What::kFail, "1", at);
  set_name(plan.call, call);
  return plan;
}

Plan killing_plan(const std::string& process, std::uint64_t at) {
  return plan_for(Plan::What::kKill, process, at);
}

Plan stopping_plan(const std::string& process, std::uint64_t at) {
  return plan_for(Plan::What::kStop, process, at);
}

Plan meeting_plan() {
  Plan plan;
  plan.what = Plan::What::kMeet;
  return plan;
}

std::string to_text(const NamedPlan& named) {
  const Plan& plan = named.plan;
  const std::string at = std::to_string(plan.at);
  std::string text = "calm";
  if (plan.what == Plan::What::kSeeded) text = "trouble:" + std::to_string(plan.seed);
  if (plan.what == Plan::What::kFail) text = "fail:" + std::string(plan.call) + "." + at;
  if (plan.what == Plan::What::kKill) text = "kill:" + std::string(plan.process) + "/" + at;
  if (plan.what == Plan::What::kStop) text = "stop:" + std::string(plan.process) + "/" + at;
  if (plan.what == Plan::What::kMeet) text = "meet";
  return named.set == 1 ? text : text + "@" + std::to_string(named.set);
}

NamedPlan parse_plan(const std::string& text) {
  NamedPlan named;
  std::string rest = text;
  if (const auto at = rest.find('@'); at != std::string::npos) {
    named.set = static_cast<int>(number(rest.substr(at + 1), text));
    rest.resize(at);
  }
  if (rest == "calm") return named;
  if (rest == "meet") {
    named.plan = meeting_plan();
    return named;
  }
  const auto colon = rest.find(':');
  if (colon == std::string::npos) means_nothing(text);
  const std::string kind = rest.substr(0, colon);
  const std::string of = rest.substr(colon + 1);
  if (kind == "trouble") {
    named.plan = seeded_plan(0, number(of, text));
  } else if (kind == "fail") {
    const auto [call, at] = split(of, '.', text);
    named.plan = failing_plan(call, at);
  } else if (kind == "kill" || kind == "stop") {
    const auto [process, at] = split(of, '/', text);
    named.plan = kind == "kill" ? killing_plan(process, at) : stopping_plan(process, at);
  } else {
    means_nothing(text);
  }
  return named;
}

}  // namespace lockstep::process
