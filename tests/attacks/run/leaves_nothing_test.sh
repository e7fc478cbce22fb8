#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two hundred hostile runs in a row leave the machine as it was.
#
#   leaves_nothing_test.sh RUNNER SELF_TEST HOSTILE_BINARY...
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
runner=$1 self_test=$2
shift 2
scratch=$(mktemp -d "${TEST_TMPDIR:-/tmp}/leaves.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
runs=$((200 / $#))

# What a run could leave behind, as far as it bears the attacks' names or the grader's.
state() {
  # Processes of claims, wherever they were moved to; not those of a runner that works at the same time elsewhere.
  for stat in /proc/[0-9]*/stat; do
    read -r _ name _ parent _ <"$stat" 2>/dev/null || continue
    if [[ $name == "(claims)" && $parent == 1 ]]; then echo "process $stat"; fi
  done
  ls -1 /dev/shm 2>/dev/null | grep lockstep-attack || true
  ls -1 /tmp | grep lockstep-attack || true
  ls -1 /dev/mqueue 2>/dev/null || true
  ipcs -a | grep -v '^$'
  cat /proc/self/mountinfo
  jobs -p
  find /sys/fs/cgroup -maxdepth 4 -name "lockstep-$1" 2>/dev/null || true
  pgrep -P $$ bwrap || true
}

printf '{"ok": true, "refused": false, "diagnostics": "", "missing_layers": []}' >"$scratch/built.json"
printf '[{"name":"Tally.AddsUp","points":100,"sentence":"s"}]' >"$scratch/claims.json"

failed=0
for binary; do
  state none >"$scratch/before"
  "$runner" --claims "$scratch/claims.json" --built "$scratch/built.json" --binary "$binary" --source x.cc \
    --self_test "$self_test" --allowance "$here/processes.json" --record "$scratch/record.json" --times "$runs" &
  pid=$!
  wait "$pid"
  state "$pid" >"$scratch/after"
  seen=$(grep -c '"verdict"' "$scratch/record.json")
  if ((seen < runs)); then
    echo "$binary: $seen verdicts for $runs runs"
    failed=1
  fi
  if grep -q '"passed"' "$scratch/record.json"; then
    echo "$binary: a hostile run passed"
    failed=1
  fi
  if ! diff "$scratch/before" "$scratch/after"; then
    echo "$binary: left something behind"
    failed=1
  fi
done
echo "$((runs * $#)) hostile runs"
exit "$failed"
