#!/usr/bin/env bash
# Writes the gate's rules for one exercise, from trusted material:
#
#   exercise_rules.sh OUT REFERENCE.a,... GIVEN.a,... [EXERCISE.allow]
#
# What the reference solution defines is what a student's file is to define; what the contract's libraries define it may
# call; EXERCISE.allow names what else it may call.
set -euo pipefail
out=$1
IFS=, read -ra reference <<<"$2"
IFS=, read -ra given <<<"$3"

defined() { # defined <nm's letters> <word of a rule> <library>...
  local letters=$1 word=$2
  shift 2
  (($# == 0)) && return
  llvm-nm-19 --format=posix --extern-only --defined-only "$@" |
    awk -v letters="$letters" -v word="$word" \
      'NF >= 2 && length($2) == 1 && index(letters, $2) && !(word == "shared" && $1 ~ /^(DW\.|_ZT)/) { print word, $1 }' |
    sort -u
}

{
  defined TDBR api "${reference[@]}"
  # Inline variables; types are compared by name wherever they are.
  defined V shared "${reference[@]}"
  defined TDBRWV given "${given[@]}"
  if [[ -n ${4:-} ]]; then sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' -e 's/^/allow /' "$4"; fi
} >"$out"

if ! grep -q '^api ' "$out"; then
  echo "the reference solution defines nothing" >&2
  exit 1
fi
