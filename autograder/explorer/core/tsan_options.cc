// SPDX-License-Identifier: MIT
// ThreadSanitizer's settings for programs under the explorer; TSAN_OPTIONS goes before them.
//
// Races are reported each time, not once for each place: a replay must find what was found.
// Lock-order cycles are not reported: the explorer finds the deadlock itself, or there is none.
// Pooled threads never end, so TSan's view of leaked threads means nothing; the model has its own.
// TSan's own thread forgets no symbols: else it has a lock for a moment, which a fork would keep.

extern "C" const char* __tsan_default_options();

const char* __tsan_default_options() {
  return "suppress_equal_stacks=0:suppress_equal_addresses=0:detect_deadlocks=0:"
         "report_thread_leaks=0:atexit_sleep_ms=0:flush_symbolizer_ms=0:"
         "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:"
         "handle_sigill=0:handle_abort=0:handle_sigtrap=0";
}
