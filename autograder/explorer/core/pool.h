// SPDX-License-Identifier: MIT
// The pooled pthreads that execute logical threads, and what happens when one begins and ends.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// Thread `id`, ready to be started in this run: with a pthread of its own, its thread_locals as a
// new thread has them, and nothing left of an earlier run.
Thread& prepare_thread(int id);

// After a run that was given up: its threads that did not end are never used again.
void give_up_threads();

// pthread_exit: unwinds to the start of the thread, running destructors on the way.
[[noreturn]] void unwind_thread(Thread* me, void* result);

// At the end of a thread, or of the body: destructors of thread_locals, then of thread-specific
// data (pthread_key_create).
void run_thread_destructors(Thread* me);

}  // namespace lockstep::explorer
