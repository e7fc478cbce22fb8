// SPDX-License-Identifier: MIT
// See state_subject.h.
#include "autograder/explorer/state_subject.h"

#include <deque>

namespace lockstep::explorer {
namespace {

struct Counted {
  int value = 100;
  Counted() { ++subject_constructions; }
  ~Counted() { ++subject_destructions; }
};

int plain = 10;
int zero;
std::deque<int> list(1000, 1);  // owns memory that a run must not free
thread_local int in_thread = 20;
thread_local int in_thread_zero;
thread_local Counted in_thread_made;

}  // namespace

inline int in_inline = 30;

SubjectState use_subject() {
  static Counted in_function;
  list.push_back(1);
  list.pop_front();
  list.push_back(1);
  return {++plain,          ++zero,      ++in_function.value, ++in_inline,
          int(list.size()), ++in_thread, ++in_thread_zero,    ++in_thread_made.value};
}

}  // namespace lockstep::explorer
