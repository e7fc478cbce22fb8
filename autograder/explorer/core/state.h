// SPDX-License-Identifier: MIT
// Puts back what a run changed in the student's statics and thread_locals, so that each run begins
// as a fresh process would.
//
// The student's objects are linked between `state_begin` and `state_end`; the linker keeps that
// order in .data, .bss, .tdata, .tbss and .init_array, so the two bracket the student's part of
// each. Before a run, the memory gets the content it had before any constructor, and the
// student's constructors run again as part of the run; destructors that they register run at its
// end. Without the markers nothing is put back.
#pragma once

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {

// The first exploration of a process calls this before its first run, each one before its first
// run: keeps what the statics hold outside of runs.
void enter_runs();

// After the last run of an exploration: puts that back.
void leave_runs();

// Before each run.
void restore_statics();

// In the main thread of the run, before the body: the student's constructors.
void run_constructors();

// After the body: what they, and function-local statics, registered for the end of the process.
void run_exit_calls();

// The thread_locals of `thread`: remembered from the first new thread, put back in a used one.
void save_thread_locals(const Thread& thread);
void restore_thread_locals(const Thread& thread);

// True if `object` is one of the student's statics.
bool is_student_static(const void* object);

// For __cxa_atexit within a run. False if it is not to be kept for the end of the run.
bool keep_exit_call(void (*call)(void*), void* argument);

// True if the markers are linked in.
bool has_state_markers();

}  // namespace lockstep::explorer
