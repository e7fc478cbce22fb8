// SPDX-License-Identifier: MIT
// Your generator. The contract is in generator.h; run it with
//   bazel test //lessons/coroutines:generator_test
#include "lessons/coroutines/generator.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

Generator::Generator(std::coroutine_handle<promise_type> coroutine) noexcept
    : coroutine_(coroutine) {}

Generator::Generator(Generator&& other) noexcept { (void)other; }

Generator& Generator::operator=(Generator&& other) noexcept {
  (void)other;
  return *this;
}

Generator::~Generator() = default;

Generator::Iterator Generator::begin() { not_implemented("Generator::begin"); }

Generator Generator::promise_type::get_return_object() {
  not_implemented("Generator::promise_type::get_return_object");
}

base::Pause Generator::promise_type::initial_suspend() noexcept { return {}; }

base::Pause Generator::promise_type::final_suspend() noexcept { return {}; }

base::Pause Generator::promise_type::yield_value(int value) noexcept {
  (void)value;
  return {};
}

void Generator::promise_type::return_void() noexcept {}

void Generator::promise_type::unhandled_exception() {
  not_implemented("Generator::promise_type::unhandled_exception");
}

Generator::Iterator::Iterator(std::coroutine_handle<promise_type> coroutine) noexcept
    : coroutine_(coroutine) {}

int Generator::Iterator::operator*() const { not_implemented("Generator::Iterator::operator*"); }

Generator::Iterator& Generator::Iterator::operator++() {
  not_implemented("Generator::Iterator::operator++");
}

bool Generator::Iterator::operator==(std::default_sentinel_t) const noexcept { return true; }

}  // namespace lockstep
