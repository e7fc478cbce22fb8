// SPDX-License-Identifier: MIT
// Builds a seccomp filter by libseccomp.
#ifndef AUTOGRADER_RUNNER_FILTER_RULES_H_
#define AUTOGRADER_RUNNER_FILTER_RULES_H_

#include <seccomp.h>

#include <initializer_list>
#include <string>

namespace lockstep {

class FilterRules {
 public:
  // What happens to calls without a rule.
  explicit FilterRules(std::uint32_t otherwise);
  ~FilterRules();
  FilterRules(const FilterRules&) = delete;
  FilterRules& operator=(const FilterRules&) = delete;

  // Adds a rule for each named call. Names that this kernel's library does not know are skipped.
  void add(std::uint32_t action, std::initializer_list<const char*> names);
  // Adds a rule for calls whose arguments fulfil all conditions.
  void add(std::uint32_t action, const char* name, std::initializer_list<scmp_arg_cmp> conditions);

  // The program. Throws std::system_error.
  std::string compiled() const;

 private:
  scmp_filter_ctx context_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_FILTER_RULES_H_
