#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what grading costs, beside the usual way. Prints one JSON object a line: name, value, unit.

Fifty different files are made from the right and wrong solutions of tests/semaphore and graded in one run. The usual way
is a fresh CMake build of each file with its test file and Debian's GoogleTest under ThreadSanitizer, one after the other;
its tests run each body once. Core-seconds are those of all processes that took part, Bazel's server among them.
"""

import glob
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILES = 50
USUAL_FILES = 10  # each costs the same; ten are enough for the mean
TICKS = os.sysconf("SC_CLK_TCK")

CMAKE = """cmake_minimum_required(VERSION 3.25)
project(usual CXX)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_STANDARD 20)
add_compile_options(-O1 -g -fsanitize=thread)
add_link_options(-fsanitize=thread -fuse-ld=lld)
find_package(GTest REQUIRED)
add_executable(usual submission.cc %s)
target_include_directories(usual PRIVATE stubs %s)
target_link_libraries(usual GTest::gtest_main)
"""

CLAIM_STUB = """#pragma once
#include <string>
#include "gtest/gtest.h"
#define CLAIM(subject, name, points, sentence) TEST(subject, name)
namespace lockstep { inline std::string because(const std::string& words) { return words; } }
"""

EXPLORE_STUB = """#pragma once
#include <cstdint>
#include <functional>
#include <string>
namespace lockstep::explorer {
struct Options {
  uint64_t schedules = 1; std::string strategy; uint64_t first_seed = 0; int max_preemptions = 2;
  uint64_t max_steps = 1; int max_bypass = -1; bool early_timeouts = true;
};
inline void explore(const std::function<void()>& body, const Options& = {}) { body(); }
}
"""


def say(name, value, unit):
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit}), flush=True)


def server_cpu():
    """CPU seconds of Bazel's server, and of all that it has run."""
    pid = subprocess.run(["bazel", "info", "server_pid"], cwd=ROOT, check=True, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip()
    with open("/proc/%s/stat" % pid) as file:
        fields = file.read().rpartition(")")[2].split()
    own, run = (sum(map(int, fields[i:i + 2])) / TICKS for i in (11, 13))
    return own, run


def own_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cost(command, **options):
    """Wall seconds and core-seconds of a command, what Bazel's server does for it included."""
    server, own, wall = sum(server_cpu()), own_cpu(), time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    wall = time.monotonic() - wall
    return wall, own_cpu() - own + sum(server_cpu()) - server


def known_files():
    return sorted(glob.glob(os.path.join(ROOT, "tests/semaphore/right/*/*.cc")) +
                  glob.glob(os.path.join(ROOT, "tests/semaphore/wrong/*/*.cc")))


def make_class(folder, stamp):
    """Fifty students with one file each, no two the same and none seen before."""
    known = known_files()
    for i in range(FILES):
        source = known[i % len(known)]
        student = os.path.join(folder, "student%02d" % i)
        os.makedirs(student, exist_ok=True)
        exercise = os.path.basename(os.path.dirname(source))
        with open(source) as old, open(os.path.join(student, exercise + ".cc"), "w") as new:
            new.write(old.read() + "// %s %d\n" % (stamp, i))


def measure_grading(scratch):
    folder = os.path.join(scratch, "class")
    grade = [os.path.join(ROOT, "tools/grade"), "--out", os.path.join(scratch, "grades"), folder]
    os.makedirs(os.path.join(folder, "warm_up"))
    shutil.copy(os.path.join(ROOT, "solutions/semaphore/semaphore.cc"), os.path.join(folder, "warm_up"))
    cost(grade)
    make_class(folder, time.time_ns())
    wall, cpu = cost(grade)
    say("grade/new_file", cpu / FILES, "core-seconds")
    say("grade/new_file_wall", wall / FILES, "seconds")
    wall, cpu = cost(grade)
    say("grade/nothing_changed", cpu / FILES, "core-seconds")
    say("grade/nothing_changed_wall", wall, "seconds for the class")
    with open(glob.glob(os.path.join(folder, "student07", "*.cc"))[0], "a") as file:
        file.write("// changed\n")
    wall, _ = cost(grade)
    say("grade/one_changed_wall", wall, "seconds for the class")


def usual_build(folder, source):
    exercise = os.path.basename(os.path.dirname(source))
    tests = [t for t in glob.glob(os.path.join(ROOT, "tests/semaphore", exercise + "_*test.cc"))]
    for name, text in (("autograder/harness/claim.h", CLAIM_STUB),
                       ("autograder/explorer/explore.h", EXPLORE_STUB)):
        path = os.path.join(folder, "stubs", name)
        os.makedirs(os.path.dirname(path))
        with open(path, "w") as file:
            file.write(text)
    with open(os.path.join(folder, "CMakeLists.txt"), "w") as file:
        file.write(CMAKE % (" ".join(tests), ROOT))
    shutil.copy(source, os.path.join(folder, "submission.cc"))
    subprocess.run(["cmake", "-S", folder, "-B", folder + "/build"], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder + "/build"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    # Many wrong solutions hang when they run freely; the usual way waits for its time-out.
    subprocess.run(["timeout", "5", folder + "/build/usual"], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def measure_usual(scratch):
    known = known_files()
    chosen = [known[i * len(known) // USUAL_FILES] for i in range(USUAL_FILES)]
    cpu, wall = own_cpu(), time.monotonic()
    for i, source in enumerate(chosen):
        folder = os.path.join(scratch, "usual%d" % i)
        os.makedirs(folder)
        usual_build(folder, source)
    say("usual/new_file", (own_cpu() - cpu) / USUAL_FILES, "core-seconds")
    say("usual/new_file_wall", (time.monotonic() - wall) / USUAL_FILES, "seconds")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        measure_grading(scratch)
        measure_usual(scratch)


if __name__ == "__main__":
    main()
