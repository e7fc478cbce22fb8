// SPDX-License-Identifier: MIT
#include "autograder/runner/filter_rules.h"

#include <sys/mman.h>

#include <system_error>
#include <vector>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"

namespace lockstep {
namespace {

// libseccomp returns negative error numbers.
void must(const char* what, int result) {
  if (result < 0) throw std::system_error(-result, std::generic_category(), what);
}

}  // namespace

FilterRules::FilterRules(std::uint32_t otherwise) : context_(::seccomp_init(otherwise)) {
  if (context_ == nullptr) throw std::system_error(ENOMEM, std::generic_category(), "seccomp_init");
  // A binary tree instead of a list: a call passes a dozen comparisons, not a hundred.
  must("seccomp_attr_set", ::seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, 2));
}

FilterRules::~FilterRules() { ::seccomp_release(context_); }

void FilterRules::add(std::uint32_t action, std::initializer_list<const char*> names) {
  for (const char* name : names) add(action, name, {});
}

void FilterRules::add(std::uint32_t action, const char* name,
                      std::initializer_list<scmp_arg_cmp> conditions) {
  const int number = ::seccomp_syscall_resolve_name(name);
  if (number < 0) return;
  const std::vector<scmp_arg_cmp> list(conditions);
  must(name, ::seccomp_rule_add_array(context_, action, number, static_cast<unsigned>(list.size()),
                                      list.data()));
}

std::string FilterRules::compiled() const {
  const Fd file(check("memfd_create", ::memfd_create("filter", MFD_CLOEXEC)));
  must("seccomp_export_bpf", ::seccomp_export_bpf(context_, file.get()));
  const off_t size = check("lseek", ::lseek(file.get(), 0, SEEK_END));
  std::string program(static_cast<std::size_t>(size), '\0');
  check("pread", ::pread(file.get(), program.data(), program.size(), 0));
  return program;
}

}  // namespace lockstep
