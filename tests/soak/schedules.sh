# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tools/soak: what is right passes any number of schedules.

soak_schedules() {
  local schedules=${LOCKSTEP_SOAK_SCHEDULES:-1000000} filter=${LOCKSTEP_SOAK_CLAIMS:-*}
  local targets bin target binary claim
  targets=$(bazel query "${quiet[@]}" \
    "filter('_(reference|right_[a-z0-9_]*)_graded\$', $(lessons :all))" 2>/dev/null)
  # shellcheck disable=SC2086  # one word for each target
  build_binaries $targets || {
    check 1 "building the solutions"
    return
  }
  bin=$(bazel info bazel-bin 2>/dev/null)
  for target in $targets; do
    binary=${target#//}
    binary=$bin/${binary/:/\/}.binary
    for claim in $(claims_of "$binary" "$filter"); do
      SECONDS=0
      LOCKSTEP_SCHEDULES=$schedules timeout 36000 "$binary" --gtest_filter="$claim" --gtest_brief=1 \
        >"$scratch/out" 2>&1
      check $? "${target#*:} in $claim: $(head -c 2000 "$scratch/out")"
      grep '^exploration ' "$scratch/out" | awk -v who="${target#*:} $claim" -v time="$SECONDS" \
        '{ words = $0; sub(/^exploration /, "", words); print who, words, "(" time " s)" }'
    done
  done
}
