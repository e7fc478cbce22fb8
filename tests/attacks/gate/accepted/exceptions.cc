// expect: accepted
// Throws, catches, rethrows and hands exceptions on; one goes out to the caller.
#include "tests/attacks/gate/task.h"

#include <exception>
#include <stdexcept>
#include <string>

namespace lockstep {

class Own : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

int sum_up_to(int n) try {
  if (n < 0) throw std::invalid_argument("n is " + std::to_string(n));
  std::exception_ptr kept;
  try {
    throw Own("kept");
  } catch (const std::runtime_error&) {
    kept = std::current_exception();
  }
  try {
    std::rethrow_exception(kept);
  } catch (const Own& own) {
    return std::string(own.what()) == "kept" ? n * (n + 1) / 2 : 0;
  }
} catch (const std::logic_error&) {
  throw;
}

}  // namespace lockstep
