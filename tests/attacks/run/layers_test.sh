#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A right solution passes with any layer of the jail missing, left out or refused by the kernel, and the record names the
# layer; a machine that cannot grade is noticed before anything is graded.
#
#   layers_test.sh RUNNER SELF_TEST DEAF_SELF_TEST HONEST_BINARY REFUSING PROCESSES RINGS
set -uo pipefail
runner=$1 self_test=$2 deaf=$3 binary=$4 refusing=$5 processes=$6 rings=$7
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/layers.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
printf '{"ok": true, "refused": false, "diagnostics": "", "missing_layers": []}' >"$scratch/built.json"
printf '[{"name":"Tally.AddsUp","points":100,"sentence":"s"}]' >"$scratch/claims.json"
failed=0
kernel=()  # what the runner is started by

fail() {
  echo "$*"
  failed=1
}

grade() { # grade <self test> <option>...
  local with=$1
  shift
  rm -f "$scratch/record.json"
  "${kernel[@]}" "$runner" --claims "$scratch/claims.json" --built "$scratch/built.json" --binary "$binary" --source x.cc \
    --self_test "$with" --record "$scratch/record.json" "$@" 2>"$scratch/said"
}

passes_without() { # passes_without <how the record names the layer> <option>...
  local layer=$1 how="${kernel[*]:-} ${*:2}"
  shift
  grade "$self_test" "$@" || fail "$how: $(cat "$scratch/said")"
  grep -q '"passed"' "$scratch/record.json" || fail "$how: a right solution did not pass"
  grep -q "\"$layer" "$scratch/record.json" || fail "$how: the record does not say so"
}

passes_without "memory control group:" --without cgroup
passes_without "own user:" --without own_user
passes_without "namespaces:" --without namespaces
kernel=("$refusing" namespaces)
passes_without "namespaces:"
grade "$self_test" --allowance "$processes" && fail "signals were allowed without a box"
grep -q 'this machine refuses the namespaces' "$scratch/said" || fail "not said why: $(cat "$scratch/said")"
grade "$self_test" --allowance "$rings" && fail "rings were allowed without a box"
kernel=("$refusing" io_uring)
grade "$self_test" --allowance "$processes" || fail "an exercise without rings was not graded: $(cat "$scratch/said")"
rm -f "$scratch/record.json"
grade "$self_test" --allowance "$rings" && fail "an exercise about io_uring was graded without it"
grep -q 'this machine refuses it' "$scratch/said" || fail "not said why: $(cat "$scratch/said")"
[[ -e $scratch/record.json ]] && fail "there is a record of what cannot be graded here"
kernel=("$refusing" personality)
passes_without "fixed addresses:"
kernel=()

grade "$self_test" --without everything && fail "an unknown layer was accepted"
grade "$deaf" && fail "a race detector that says nothing was not noticed"
grep -q 'this machine cannot grade: a race' "$scratch/said" || fail "not said what is broken: $(cat "$scratch/said")"
[[ -e $scratch/record.json ]] && fail "there is a record from a broken machine"
exit "$failed"
