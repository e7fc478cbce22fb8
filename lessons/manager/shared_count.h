// SPDX-License-Identifier: MIT
// Fifty people share a hundred buns. How many are left is a number that a server process holds, and
// each of the people is a process that takes one off it. Fifty are left, always.
//
//   const auto buns = base::make_managed_count(100);
//   take_one_each(*buns, 50);  // 50
//   buns->get();               // 50
//
// What is given is base/managed_count.h: get() and set() are each one step for all processes, and
// one after the other they are two. There is a lock beside the number, which keeps out only those
// that ask for it.
//
// Signals whose handlers return change nothing. get() and set() throw std::system_error when the
// system refuses what they need; update() throws that on. When a function here has returned or
// thrown, the lock is not held by anybody because of it, whatever get(), set() or the caller's
// function threw. What acquire() and release() do when the system refuses is not promised.
#ifndef LESSONS_MANAGER_SHARED_COUNT_H_
#define LESSONS_MANAGER_SHARED_COUNT_H_

#include <functional>

#include "lessons/base/managed_count.h"

namespace lockstep {

// Replaces the number by change(number), in one step for all that use this function or
// take_one_each() on it, in whatever process. `change` is called once, in the calling process,
// while nobody else changes the number; it must not use the count itself. When an exception leaves
// `change`, the number stays as it was, and the exception is thrown on.
void update(base::ManagedCount& count, const std::function<int(int number)>& change);

// Starts `people` processes, all side by side: none of them waits for another to begin or to end
// but for the lock. Each takes one off the number if that is above 0, once, while nobody else has
// the lock, and ends; whether it or the calling process asks for the lock is not promised. It
// neither runs any other code of the caller's, nor destroys the caller's objects, nor does what is
// registered for the end of the caller. Waits, asleep, until all of them have ended, and returns
// how many have taken one. A process that was killed before it had the lock has taken none. (One
// that is killed while it has the lock keeps it, as base/managed_count.h says, and the others
// wait for ever: nothing is promised then.) Throws std::invalid_argument when `people` is
// negative; std::system_error with the system's code when a process cannot be started: those
// before it take theirs and end first. Other children of the calling process are neither waited
// for nor otherwise touched. The calling process has one thread.
int take_one_each(base::ManagedCount& count, int people);

}  // namespace lockstep

#endif  // LESSONS_MANAGER_SHARED_COUNT_H_
