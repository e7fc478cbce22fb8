// SPDX-License-Identifier: MIT
// A last word when the program dies by a signal of its own making.
#pragma once

namespace lockstep::explorer {

// Calls `last_word` once in a handler when the process gets a fatal signal (SIGSEGV, SIGABRT ...)
// for which it has no handler, and lets it die of the signal. It may do what a handler must not: if
// it dies itself, that ends the process. Call it once before begin_exploration(), and
// use_large_signal_stack() after.
void catch_deaths(void (*last_word)());

// A stack large enough for a symbolizer, for the calling kernel thread's handlers.
void use_large_signal_stack();

}  // namespace lockstep::explorer
