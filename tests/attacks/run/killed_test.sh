#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whoever kills the grader in the middle of a claim with processes leaves none of them running.
#
#   killed_test.sh RUNNER SELF_TEST BINARY...
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
runner=$1 self_test=$2
shift 2
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/killed.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

printf '{"ok": true, "refused": false, "diagnostics": "", "missing_layers": []}' >"$scratch/built.json"
printf '[{"name":"Tally.AddsUp","points":100,"sentence":"s"}]' >"$scratch/claims.json"

# All that came of a process: "<pid>:<when it began>", so that a number used again is not taken for it.
below() { # below <pid>
  local child
  for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
    printf '%s:%s\n' "$child" "$(sed 's/.*) //' "/proc/$child/stat" 2>/dev/null | cut -d' ' -f20)"
    below "$child"
  done
}

# Those of a list that still run; zombies have ended.
running() { # running <file>
  local pid began state
  while IFS=: read -r pid began; do
    read -r state now < <(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f1,20) || continue
    [[ $now == "$began" && $state != [ZX] ]] && printf '%s\n' "$pid"
  done <"$1"
  true
}

kill_in_the_middle() { # kill_in_the_middle <binary> <processes to wait for>
  "$runner" --claims "$scratch/claims.json" --built "$scratch/built.json" --binary "$1" --source x.cc \
    --self_test "$self_test" --allowance "$here/processes.json" --record "$scratch/record.json" --times 1000 \
    >"$scratch/out" 2>&1 &
  local pid=$! tries=0
  until below "$pid" >"$scratch/below" && (($(wc -l <"$scratch/below") >= $2)); do
    kill -0 "$pid"  # ended before: nothing was tested
  done
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  while [[ -n $(running "$scratch/below") ]]; do
    if ((++tries > 100)); then
      echo "$1: still running after the runner was killed:"
      # shellcheck disable=SC2046  # one word for each process
      ps -o pid,ppid,stat,args -p "$(running "$scratch/below" | paste -sd,)"
      exit 1
    fi
    sleep 0.1
  done
  echo "$(wc -l <"$scratch/below") processes of ${1##*/} ended with the runner"
}

for binary; do
  for count in 2 3 4; do kill_in_the_middle "$binary" "$count"; done
done
