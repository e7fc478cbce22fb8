#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures how easily each wrong solution is caught: luck.py <lesson ...>; without a lesson, all of them.

A wrong solution's claim is explored with several lists of seeds that share none. The luck of a schedule is the number of
lists that caught it divided by the number of schedules that they needed. Prints a JSON object for each wrong solution that
depends on the schedule, the weakest first: name, value, unit. Ends with status 1 when a list missed one.
"""

import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LISTS = 30
SCHEDULES = 3000  # as tests/base/explore_claim.h has it
NO_SCHEDULE = ("does not compile", "refused", "over limit")


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **options)


def wrong_solutions(lesson):
    """(exercise, name, verdict, claim) of each wrong solution of a lesson."""
    top = os.path.join(ROOT, "tests", lesson, "wrong")
    for exercise in sorted(os.listdir(top)):
        for file in sorted(os.listdir(os.path.join(top, exercise))):
            with open(os.path.join(top, exercise, file), encoding="utf-8") as source:
                found = re.match(r"// expect: ([a-z ]+?)(?: in (\S+))?\n", source.readline())
            if found.group(2) and found.group(1) not in NO_SCHEDULE:
                yield exercise, file.removesuffix(".cc"), found.group(1), found.group(2)


def needed(binary, claim, which):
    """How many schedules list `which` needed, or None if it caught nothing; 0 if the process died before it could tell."""
    environment = dict(os.environ, LOCKSTEP_SCHEDULES=str(SCHEDULES), LOCKSTEP_FIRST_SEED=str(which * 1_000_000 + 1))
    ran = run(binary, "--gtest_filter=" + claim, env=environment, stderr=subprocess.STDOUT, timeout=300)
    at = re.search(r"exploration \d+ failed at schedule (\d+)", ran.stdout)
    if at:
        return int(at.group(1))
    return None if ran.returncode == 0 else 0


def luck(binary, claim):
    """Percent of the schedules that catch it, and how many lists missed it; None if it does not depend on the schedule."""
    schedules = caught = missed = 0
    for which in range(LISTS):
        count = needed(binary, claim, which)
        if count == 0:
            return None
        schedules += count or SCHEDULES
        caught += count is not None
        missed += count is None
    return None if schedules == caught else (100 * caught / schedules, missed)


def main(lessons):
    with_tests = os.path.join(ROOT, "tests")
    lessons = lessons or sorted(l for l in os.listdir(with_tests) if os.path.isdir(os.path.join(with_tests, l, "wrong")))
    found = [(lesson, *wrong) for lesson in lessons for wrong in wrong_solutions(lesson)]
    targets = ["//tests/%s:%s_wrong_%s_graded" % (w[0], w[1], w[2]) for w in found]
    subprocess.run(["bazel", "build", "--color=no", "--curses=no", "--noshow_progress", "--output_groups=binary", *targets],
                   cwd=ROOT, stdout=sys.stderr, check=True)
    bin_folder = run("bazel", "info", "bazel-bin", stderr=subprocess.DEVNULL).stdout.strip()
    measured = []
    for lesson, exercise, name, verdict, claim in found:
        binary = "%s/tests/%s/%s_wrong_%s_graded.binary" % (bin_folder, lesson, exercise, name)
        result = luck(binary, claim)
        if result is not None:
            measured.append((result[0], result[1], "luck.%s.%s" % (exercise, name), "%s in %s" % (verdict, claim)))
    for percent, missed, name, words in sorted(measured):
        print(json.dumps({"name": name, "value": round(percent, 2), "unit": "%", "missed": missed, "expect": words}))
    return 1 if any(missed for _, missed, _, _ in measured) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
