# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tools/soak: the same claims give the same verdicts, whatever else the machine does.

# Builds what repeats.py runs, and runs none of it.
build_known() {
  local graded lists
  graded=$(bazel query "${quiet[@]}" "kind('graded rule', $(lessons :all))" 2>/dev/null)
  lists=$(bazel query "${quiet[@]}" "kind('claim_list rule', $(lessons :all))" 2>/dev/null)
  # shellcheck disable=SC2086  # one word for each target
  build_binaries $graded && bazel build "${quiet[@]}" $lists //autograder/runner \
    //autograder/runner:self_test_subject //autograder/grade:expect >&2
}

soak_verdicts() {
  local rounds=${LOCKSTEP_SOAK_ROUNDS:-20} load bin
  build_known || {
    check 1 "building the known implementations"
    return
  }
  bin=$(bazel info bazel-bin 2>/dev/null)
  for load in idle busy; do
    [[ $load == busy ]] && start_load
    SECONDS=0
    # shellcheck disable=SC2046  # one word for each lesson
    tests/soak/repeats.py "$bin" "$kept/$load" "$rounds" "$jobs" $(lesson_names) >"$scratch/$load"
    check $? "$load: not the same each time, or not what it must be: $(grep -A 20 '^FAILED' "$scratch/$load")"
    stop_load
    printf '%s: %d implementations, %d times, %d s\n' "$load" "$(grep -c ' times$' "$scratch/$load")" "$rounds" "$SECONDS"
  done
  diff "$scratch/idle" "$scratch/busy" >"$scratch/diff"
  check $? "idle and busy differ: $(head -n 20 "$scratch/diff")"
}
