#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The core is not instrumented. So it must define nothing that the linker could take for the program's
# own (an uninstrumented copy of a template hides races), and call nothing that TSan intercepts to
# watch memory, nor the guard of a static, which is a switch point. And the two lists of wrapped functions must be one.
set -euo pipefail
fail=0
for archive in "$@"; do
  file=$(readlink -e "$archive")
  if nm -C "$file" 2>/dev/null | grep -E ' [WVu] ' | grep -vE 'lockstep|gxx_personality|__clang_call_terminate' |
    grep -E '^[0-9a-f]'; then
    echo "$archive: shared definitions, see above"
    fail=1
  fi
  if nm -u "$file" 2>/dev/null | grep -wE 'memset|memcpy|memmove|memcmp|strlen|strcmp|snprintf|malloc|_Znwm|__cxa_guard_acquire'; then
    echo "$archive: calls that TSan watches, see above"
    fail=1
  fi
done
cd autograder/explorer
for name in $(sed -n 's/^--wrap=//p' wrap.ld); do
  short=${name##*_atomic*[0-9]_}
  grep -qE "\"($name|$short)\"" explorer.bzl || { echo "explorer.bzl lacks $name"; fail=1; }
done
[[ $(grep -c '^--wrap' wrap.ld) -eq 64 ]] || { echo "wrap.ld has another number of names than explorer.bzl"; fail=1; }
exit $fail
