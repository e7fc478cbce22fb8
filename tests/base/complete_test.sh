#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# An exercise is complete: every claim is the one that catches some wrong solution, there are eight wrong and two right
# solutions or more. (Whoever reads the list of claims checks that their points are 100 in all.)
#
#   complete_test.sh CLAIM_LIST WRONG_OR_RIGHT_SOLUTION...
set -uo pipefail
list=$1
shift
wrong=0 right=0 failed=0
caught=

fail() {
  echo "$*"
  failed=1
}

for file; do
  case $file in
    */wrong/*) wrong=$((wrong + 1)) caught+=$(head -n 1 "$file")$'\n' ;;
    *) right=$((right + 1)) ;;
  esac
done
claims=$(grep -oE '"name": *"[^"]*"' "$list" | sed 's/.*"\([^"]*\)"$/\1/')
[[ -n $claims ]] || fail "no claims"
for claim in $claims; do
  grep -q " in $claim\$" <<<"$caught" || fail "$claim is the claim that catches none of the wrong solutions"
done
((wrong >= 8)) || fail "$wrong wrong solutions, fewer than 8"
((right >= 2)) || fail "$right right solutions, fewer than 2"
exit "$failed"
