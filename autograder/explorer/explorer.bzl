# SPDX-License-Identifier: MIT
"""Link options of programs that run under the explorer: what the linker sends through it."""

_ATOMIC_OPERATIONS = [
    "load",
    "store",
    "exchange",
    "fetch_add",
    "fetch_sub",
    "fetch_and",
    "fetch_or",
    "fetch_xor",
    "fetch_nand",
    "compare_exchange_strong",
    "compare_exchange_weak",
    "compare_exchange_val",
]

_WRAPPED = [
    "__cxa_guard_acquire",
    "__cxa_guard_release",
    "__cxa_guard_abort",
    "__tsan_atomic_thread_fence",
] + [
    "__tsan_atomic%s_%s" % (bits, operation)
    for bits in ["8", "16", "32", "64", "128"]
    for operation in _ATOMIC_OPERATIONS
]

# The same list as in wrap.ld, which serves builds without Bazel (-Wl,@wrap.ld).
EXPLORER_LINKOPTS = ["-Wl,--wrap=" + name for name in _WRAPPED] + [
    # ThreadSanitizer looks this one up by its name when the process ends.
    "-Wl,--export-dynamic-symbol=__tsan_on_finalize",
]

# Besides: plain reads and writes of instrumented code become switch points. Needs :explorer_plain.
EXPLORER_PLAIN_LINKOPTS = [
    "-Wl,--wrap=__tsan_%s%s" % (access, size)
    for access in ["read", "write"]
    for size in ["1", "2", "4", "8", "16"]
]

# The explorer's core must not be seen by ThreadSanitizer.
EXPLORER_CORE_COPTS = [
    "-std=c++20",
    "-O2",
    "-g",
    "-fno-omit-frame-pointer",
    "-fno-sanitize=thread",
]
