#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A submission that hangs in every claim is waited for twice, then a fifth as long.
#
#   patience_test.sh RUNNER SELF_TEST ALLOWANCE HANGING_BINARY
set -uo pipefail
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/patience.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
printf '{"ok": true, "refused": false, "diagnostics": "", "missing_layers": []}' >"$scratch/built.json"
printf '[{"name":"Tally.AddsUp","points":100,"sentence":"s"}]' >"$scratch/claims.json"
"$1" --claims "$scratch/claims.json" --built "$scratch/built.json" --binary "$4" --source x.cc --self_test "$2" \
  --allowance "$3" --record "$scratch/record.json" --times 3 || exit 1
words=$(grep -oE 'more than [0-9]+ seconds? of CPU time' "$scratch/record.json")
expected=$'more than 3 seconds of CPU time\nmore than 3 seconds of CPU time\nmore than 1 second of CPU time'
diff <(printf '%s\n' "$expected") <(printf '%s\n' "$words")
