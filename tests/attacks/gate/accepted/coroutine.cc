// expect: accepted
// A generator by coroutines.
#include "tests/attacks/gate/task.h"

#include <coroutine>
#include <exception>
#include <utility>

namespace lockstep {

struct Numbers {
  struct promise_type {
    int value = 0;
    Numbers get_return_object() {
      return Numbers{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int v) {
      value = v;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  explicit Numbers(std::coroutine_handle<promise_type> made) : handle(made) {}
  Numbers(Numbers&&) = delete;
  ~Numbers() { handle.destroy(); }
  std::coroutine_handle<promise_type> handle;
};

Numbers up_to(int n) {
  for (int i = 1; i <= n; ++i) co_yield i;
}

int sum_up_to(int n) {
  Numbers numbers = up_to(n);
  int sum = 0;
  for (numbers.handle.resume(); !numbers.handle.done(); numbers.handle.resume()) {
    sum += numbers.handle.promise().value;
  }
  return sum;
}

}  // namespace lockstep
