// SPDX-License-Identifier: MIT
#include "lessons/base/not_implemented.h"

#include <atomic>

namespace lockstep {
namespace {

std::atomic<const char*> first{nullptr};

}  // namespace

NotImplemented::NotImplemented(const std::string& function)
    : std::logic_error("not implemented yet: " + function) {}

void not_implemented(const char* function) {
  const char* none = nullptr;
  first.compare_exchange_strong(none, function);
  throw NotImplemented(function);
}

const char* first_not_implemented() { return first.load(); }

}  // namespace lockstep
