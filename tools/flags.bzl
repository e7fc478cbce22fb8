"""Compiler and linker flags, by the kind of code.

The sanitizer is a property of a target, not of the command line: test code always has it, tools never do, and
going from one to the other rebuilds nothing.
"""

# Makes and links what students send; .bazelrc names the same one for the rest.
COMPILER = "/usr/bin/clang++-19"

_WARNINGS = ["-Wall", "-Wextra", "-Wshadow"]

# What runs on the instructor's side: the grader and its parts.
TOOL_COPTS = ["-std=c++20", "-O2"] + _WARNINGS

# What runs in a test: students' files, solutions, claims, GoogleTest itself.
# -O1 keeps the optimizer from merging the accesses that a race needs; frame pointers make reports readable.
# libstdc++'s stable_sort() uses what libstdc++ deprecates; the warning is about its headers, and helps nobody.
_TEST_COPTS = ["-std=c++20", "-O1", "-fsanitize=thread", "-fno-omit-frame-pointer"] + _WARNINGS + [
    "-Wno-deprecated-declarations",
]
TEST_COPTS = _TEST_COPTS + ["-g"]

# Submissions that are graded: lines are all that a report names, and a fifth of their compile is for the rest.
GRADED_COPTS = _TEST_COPTS + ["-gline-tables-only"]

# Solutions of hundreds of lines: the optimizer takes a core-second, more than all else of their compile, and their
# claims do not run for long. What ThreadSanitizer sees is the same or more. For object_copts of claims().
UNOPTIMIZED = ["-O0"]

# Debug information of the inputs stays in the binary: reports name lines.
TEST_LINKOPTS = ["-fsanitize=thread", "-fuse-ld=lld", "-pthread"]
