#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A right solution passes with any layer of the jail missing, and the record names the layer; a machine that cannot
# grade is noticed before anything is graded.
#
#   layers_test.sh RUNNER SELF_TEST DEAF_SELF_TEST HONEST_BINARY
set -uo pipefail
runner=$1 self_test=$2 deaf=$3 binary=$4
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/layers.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
printf '{"ok": true, "refused": false, "diagnostics": "", "missing_layers": []}' >"$scratch/built.json"
printf '[{"name":"Tally.AddsUp","points":100,"sentence":"s"}]' >"$scratch/claims.json"
failed=0

fail() {
  echo "$*"
  failed=1
}

grade() { # grade <self test> <option>...
  local with=$1
  shift
  rm -f "$scratch/record.json"
  "$runner" --claims "$scratch/claims.json" --built "$scratch/built.json" --binary "$binary" --source x.cc \
    --self_test "$with" --record "$scratch/record.json" "$@" 2>"$scratch/said"
}

without() { # without <layer> <how the record names it>
  grade "$self_test" --without "$1" || fail "without $1: $(cat "$scratch/said")"
  grep -q '"passed"' "$scratch/record.json" || fail "without $1: a right solution did not pass"
  grep -q "\"$2" "$scratch/record.json" || fail "without $1: the record does not say so"
}

without cgroup "memory control group:"
without own_user "own user:"
without namespaces "namespaces:"

grade "$self_test" --without everything && fail "an unknown layer was accepted"
grade "$deaf" && fail "a race detector that says nothing was not noticed"
grep -q 'this machine cannot grade: a race' "$scratch/said" || fail "not said what is broken: $(cat "$scratch/said")"
[[ -e $scratch/record.json ]] && fail "there is a record from a broken machine"
exit "$failed"
