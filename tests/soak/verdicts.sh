# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tools/soak: the same claims give the same verdicts, whatever else the machine does.

# Runs all claims of all known implementations anew and writes what was found to a file: each test's log, with verdicts,
# findings and schedules. Bazel has no switch for "run these actions again", so their outputs are taken away.
collect_verdicts() { # collect_verdicts <file>
  local bin logs log
  bin=$(bazel info bazel-bin 2>/dev/null)
  logs=$(bazel info bazel-testlogs 2>/dev/null)
  touch "$scratch/begun"
  find "$bin/tests" -name '*.record.json' -delete
  # shellcheck disable=SC2046  # one word for each lesson
  bazel test "${quiet[@]}" --define claims=all --disk_cache= --remote_cache= --nocache_test_results --keep_going --test_output=summary \
    --test_summary=none --test_tag_filters=claims -- $(lessons :all | tr -d +) >"$scratch/bazel" 2>&1
  local status=$?
  find "$logs/tests" -name test.log -newer "$scratch/begun" | sort | while read -r log; do
    printf '%s\n' "${log#"$logs"/}"
    sed '1,/^-----/d' "$log"
  done >"$1"
  return "$status"
}

soak_verdicts() {
  local rounds=${LOCKSTEP_SOAK_ROUNDS:-5} load round first=$scratch/verdicts.first now=$scratch/verdicts.now
  rm -f "$first"
  for load in idle busy; do
    [[ $load == busy ]] && start_busy_loops
    for ((round = 1; round <= rounds; ++round)); do
      SECONDS=0
      collect_verdicts "$now"
      check $? "$load, round $round: $(tail -n 5 "$scratch/bazel")"
      [[ -f $first ]] || cp "$now" "$first"
      diff "$first" "$now" >"$scratch/diff"
      check $? "$load, round $round differs: $(head -n 20 "$scratch/diff")"
      printf '%s, round %d: %d verdicts, %d s\n' "$load" "$round" "$(grep -cE '^[a-z ]+ [A-Z][A-Za-z]+\.[A-Z]' "$now")" \
        "$SECONDS"
    done
    stop_busy_loops
  done
}
