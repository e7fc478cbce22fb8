#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what it costs to judge what is right: costs.py <lesson/exercise ...>; without one, all exercises.

The reference and each right solution, as a file that was never seen before: compile, link and all claims, with the
sandboxes of their actions, in core-seconds. Prints a JSON object for each, the median of three, one for a fixed piece of
work in between, the compile of a file by itself, and the ratio of both: machines differ, and so do two minutes on one.
Nothing else should run beside.
"""

import glob
import os
import statistics
import subprocess
import sys
import tempfile
import time

import grade
from grade import ROOT

TIMES = 3


def cost_of_a_compile():
    before = grade.own_cpu()
    subprocess.run(["clang++-19", "-std=c++20", "-O1", "-iquote", ".", "-c", "-o", "/dev/null",
                    "solutions/queue/bounded_queue.cc"], cwd=ROOT, check=True)
    return grade.own_cpu() - before


def cost_of_judging(scratch, lesson, exercise, source):
    """One that Bazel has to do anew: its lines have other numbers than ever before."""
    package = os.path.join(scratch, "costs")
    os.makedirs(package, exist_ok=True)
    with open(os.path.join(ROOT, source), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(package, exercise + ".cc"), "w", encoding="utf-8") as file:
        file.write("//\n" * (time.time_ns() // 1000 % 100_000) + text)
    with open(os.path.join(package, "BUILD"), "w", encoding="utf-8") as file:
        file.write('load("//tools:submission.bzl", "submission")\n\n'
                   'submission("%s", "%s", "%s.cc", testonly = True)\n' % (lesson, exercise, exercise))
    _, before = grade.server_cpu()
    subprocess.run(["bazel", "build", "--color=no", "--curses=no", "--noshow_progress", "--ui_event_filters=-info",
                    "--show_result=0", "--package_path=%%workspace%%:%s" % scratch, "//costs:graded"],
                   cwd=ROOT, stdout=sys.stderr, check=True)
    return grade.server_cpu()[1] - before


def main(names):
    names = names or sorted(source[:-len(".cc")] for source in glob.glob("*/*.cc", root_dir=os.path.join(ROOT, "solutions")))
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            lesson, _, exercise = name.partition("/")
            sources = ["solutions/%s.cc" % name] + sorted(
                glob.glob("tests/%s/right/%s/*.cc" % (lesson, exercise), root_dir=ROOT))
            if not os.path.exists(os.path.join(ROOT, sources[0])):
                sys.exit('costs: there is no exercise "%s"; name them as in lock/spin_lock' % name)
            cost_of_judging(scratch, lesson, exercise, sources[0])  # builds what all need
            compiles = []
            costs = {source: [] for source in sources}
            for _ in range(TIMES):
                compiles.append(cost_of_a_compile())
                for source in sources:
                    costs[source].append(cost_of_judging(scratch, lesson, exercise, source))
            yardstick = statistics.median(compiles)
            grade.say("costs.compile", yardstick, "core-seconds")
            for source in sources:
                cost = statistics.median(costs[source])
                solution = "%s.%s" % (exercise, os.path.basename(source)[:-len(".cc")])
                grade.say("costs." + solution, cost, "core-seconds")
                grade.say("costs/compile." + solution, cost / yardstick, "ratio")


if __name__ == "__main__":
    main(sys.argv[1:])
