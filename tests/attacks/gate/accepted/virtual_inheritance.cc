// expect: accepted
// Virtual bases, thunks and covariant results.
#include "tests/attacks/gate/task.h"

#include <memory>

namespace lockstep {

struct Base {
  virtual ~Base() = default;
  virtual Base* self() { return this; }
  virtual int value() const = 0;
  int n = 0;
};
struct Left : virtual Base {
  Left* self() override { return this; }
};
struct Right : virtual Base {
  int value() const override { return n * (n + 1) / 2; }
};
struct Both final : Left, Right {
  Both* self() override { return this; }
};

int sum_up_to(int n) {
  std::unique_ptr<Base> base = std::make_unique<Both>();
  base->n = n;
  const auto* right = dynamic_cast<Right*>(base->self());
  return right == nullptr ? 0 : right->value();
}

}  // namespace lockstep
