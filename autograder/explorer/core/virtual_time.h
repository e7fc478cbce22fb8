// SPDX-License-Identifier: MIT
// When virtual time moves: when nobody can do anything but wait, never for the length of a step.
//
// A thread waits if it is blocked, or if it spins: its last operations changed nothing, or it
// yields or looks at the clock again and again. While all wait, time goes to the next deadline. But
// one that looks at the clock may have a deadline of its own that nobody knows: beside it, time
// goes on at its looks, by a sixteenth of what it has waited so far, so that it is not late by
// more.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// Moves the clock to the next deadline, and ends the waits that are due. False if there is none.
bool pass_time();

// The thread asks the clock; it may move.
void look_at_clock(Thread* me);

// The thread yields, or sleeps for no time: others go first until something changes.
void step_back(Thread* me);

// Those who should run when all that can run only let others go first. Time may pass before that.
// Empty if nobody can run at all and no deadline is left.
ThreadSet next_waiting();

// The thread is blocked, or was until something came: it does not spin.
inline void forget_spinning(Thread* me) {
  me->idle = me->signs = me->looks = 0;
  run.lagging.remove(me->id);
}

}  // namespace lockstep::explorer
