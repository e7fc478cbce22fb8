# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by tools/soak: hostile submissions in a class change nobody's grade and leave nothing behind.

# What hostile submissions could leave behind on this machine.
machine_state() {
  find /dev/shm /dev/mqueue /tmp /etc -maxdepth 1 -name '*lockstep-attack*'
  ipcs -a | grep -v '^$'
  # Those of another grading run at the same time have a parent.
  ps -e -o ppid=,comm= | awk '$1 == 1 && $2 == "claims"'
}

soak_hostile() {
  local class=$scratch/class count=${LOCKSTEP_SOAK_HOSTILE:-200}
  tests/soak/hostile_class.py "$class" "$count"
  check $? "making a hostile class"
  machine_state >"$scratch/before" 2>&1
  SECONDS=0
  tests/samples/check "$scratch/grades" --among "$class" >"$scratch/checked" 2>&1
  check $? "honest students' grades among $count hostile submissions: $(grep -v ' PASSED$' "$scratch/checked")"
  cat "$scratch/checked"
  machine_state >"$scratch/after" 2>&1
  diff "$scratch/before" "$scratch/after"
  check $? "hostile submissions left something behind"
  printf '%d hostile submissions among the sample class, %d s\n' "$count" "$SECONDS"
}
