# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tools/soak: what is right passes any number of schedules.

# The graded targets of what must pass.
right_targets() {
  bazel query "${quiet[@]}" "filter('_(reference|right_[a-z0-9_]*)_graded\$', $(lessons :all))
    except filter('_wrong_', $(lessons :all))" 2>/dev/null
}

# Passes one claim. What came of it is a file: the exit code, the seconds, what was said.
pass_claim() { # pass_claim <file> <binary> <claim> <schedules>
  local status said begun=$SECONDS
  said=$(LOCKSTEP_SCHEDULES=$4 timeout 36000 "$2" --gtest_filter="$3" --gtest_brief=1 2>&1 </dev/null)
  status=$?
  printf '%d\n%d\n%s\n' "$status" $((SECONDS - begun)) "${said:0:2000}" >"$1.part"
  mv "$1.part" "$1"
}

tell_claim() { # tell_claim <file> <target> <claim>
  local result=()
  mapfile -t result 2>/dev/null <"$1"
  check "${result[0]:-1}" "$2 in $3: $(tail -n +3 "$1" 2>&1)"
  grep '^exploration ' "$1" | sed "s/^exploration /$2 $3 /; s/\$/ (${result[1]:-0} s)/"
}

# A claim that has passed is not run again for the same binary, so a soak that was interrupted goes on.
soak_schedules() {
  local schedules=${LOCKSTEP_SOAK_SCHEDULES:-1000000} filter=${LOCKSTEP_SOAK_CLAIMS:-*}
  local targets bin target binary hash claim file
  targets=$(right_targets)
  # shellcheck disable=SC2086  # one word for each target
  build_binaries $targets || {
    check 1 "building the solutions"
    return
  }
  bin=$(bazel info bazel-bin 2>/dev/null)
  mkdir -p "$kept"
  for target in $targets; do
    binary=${target#//}
    binary=$bin/${binary/:/\/}.binary
    hash=$(sha256sum "$binary" | cut -c -20)
    for claim in $(claims_of "$binary" "$filter"); do
      file=$kept/$hash.$claim.$schedules
      printf '%s %s %s\n' "$file" "${target#*:}" "$claim" >>"$scratch/passing"
      [[ $(head -n 1 "$file" 2>/dev/null) == 0 ]] && continue
      while (($(jobs -rp | wc -l) >= jobs)); do wait -n; done
      pass_claim "$file" "$binary" "$claim" "$schedules" &
    done
  done
  wait
  while read -r file target claim; do
    tell_claim "$file" "$target" "$claim"
  done <"$scratch/passing"
}
