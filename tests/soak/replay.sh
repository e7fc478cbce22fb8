# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tools/soak: replays give one trace each.

strategies=(random pct2 pct3 pos)

# Lines "binary claim schedule", as many as asked for. Claims without a choice of schedules are left out: they have one
# trace. The seeds are spread, so that half of them wake spuriously and half let deadlines come early.
replay_pairs() { # replay_pairs <count> <binary ...>
  local all=() binary claim i strategy
  for binary in "${@:2}"; do
    for claim in $(claims_of "$binary" "${LOCKSTEP_SOAK_CLAIMS:-*}"); do
      if LOCKSTEP_SCHEDULES=2 timeout 60 "$binary" --gtest_filter="$claim" 2>&1 >/dev/null |
        grep -q '^exploration 1 passed: 2 schedules'; then
        all+=("$binary $claim")
      fi
    done
  done
  ((${#all[@]})) || return 1
  for ((i = 0; i < $1; ++i)); do
    strategy=${strategies[$((i % ${#strategies[@]}))]}
    printf '%s %s:%d\n' "${all[$((i % ${#all[@]}))]}" "$strategy" $((i * 4711 + i / 4))
  done
}

# Replays every pair in fresh processes and appends the traces' hashes to $scratch/hashes.
replay_all() { # replay_all <mode> <pairs file> <replays> <processes>
  local binary claim schedule
  while read -r binary claim schedule; do
    for ((n = 0; n < $4; ++n)); do
      LOCKSTEP_SWITCH=$1 LOCKSTEP_SCHEDULE=$schedule LOCKSTEP_REPEATS=1 timeout 1800 "$binary" --gtest_filter="$claim" \
        --gtest_repeat=$(($3 / $4)) --gtest_brief=1 2>/dev/null </dev/null | grep '^traces ' >>"$scratch/hashes"
      check "${PIPESTATUS[0]}" "$claim under $schedule, switched by $1"
    done
  done <"$2"
}

# One hash for each claim and schedule, and as many replays as there should be.
compare_hashes() { # compare_hashes <pairs file> <replays of each>
  local claim schedule seen count
  sort "$scratch/hashes" | awk '{ key = $2 " " $3; count[key] += $NF; if (!((key, $4, $5) in known)) { known[key, $4, $5]; ++kinds[key] } }
    END { for (key in count) print key, kinds[key], count[key] }' >"$scratch/kinds"
  while read -r _ claim schedule; do
    read -r seen count < <(awk -v claim="$claim" -v schedule="$schedule" \
      '$1 == claim && ($2 == schedule || index($2, schedule ".") == 1) { print $3, $4 }' "$scratch/kinds")
    [[ ${seen:-0} == 1 && ${count:-0} == "$2" ]]
    check $? "$claim under $schedule: ${seen:-0} traces in ${count:-0} replays"
  done <"$1"
  awk '{ all += $4; if ($3 != 1) ++bad } END { printf "%d replays of %d explorations, %d of them with more than one trace\n", all, NR, bad }' \
    "$scratch/kinds"
}

soak_replay() {
  local replays=${LOCKSTEP_SOAK_REPLAYS:-1000} pairs=${LOCKSTEP_SOAK_PAIRS:-50}
  local processes=${LOCKSTEP_SOAK_PROCESSES:-10} load mode bin targets names
  names=${LOCKSTEP_SOAK_LESSONS:-.*}
  targets=$(bazel query "${quiet[@]}" "filter(':(${names// /|})_[a-z_]*_replayed\$', //tests/soak:all)" 2>/dev/null)
  # shellcheck disable=SC2086  # one word for each target
  build_binaries $targets || {
    check 1 "building the claims"
    return
  }
  bin=$(bazel info bazel-bin 2>/dev/null)/tests/soak
  # shellcheck disable=SC2046  # one word for each binary
  replay_pairs "$pairs" $(sed "s,.*:,$bin/,; s,\$,.binary," <<<"$targets") >"$scratch/pairs"
  : >"$scratch/hashes"
  for load in idle busy; do
    [[ $load == busy ]] && start_load
    for mode in user kernel; do
      SECONDS=0
      replay_all "$mode" "$scratch/pairs" "$replays" "$processes"
      printf '%s, switched by %s: %d pairs, %d replays of each in %d processes, %d s\n' "$load" "$mode" \
        "$(wc -l <"$scratch/pairs")" "$replays" "$processes" "$SECONDS"
    done
    stop_load
  done
  compare_hashes "$scratch/pairs" $((replays / processes * processes * 4))
}
