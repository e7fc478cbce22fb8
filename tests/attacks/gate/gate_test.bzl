"""A test for each file of the corpus of attacks on the gate."""

load("//tools:flags.bzl", "GRADED_COPTS")

_DATA = [
    ":driver",
    ":task.h",
    ":task_precompiled",
    ":task_rules",
    "//autograder/gate",
    "//autograder/gate:allowed.txt",
]

def gate_tests(sources):
    """Tests that box and gate make of each file what its first line says.

    Args:
      sources: files of this package.
    """
    for source in sources:
        native.sh_test(
            name = source[:-len(".cc")],
            # Bombs go on until a limit stops them, and the machine may be busy.
            size = "medium",
            srcs = ["check.sh"],
            args = [
                "$(rootpath :check)",
                "--source $(rootpath %s)" % source,
                "--header tests/attacks/gate/task.h",
                "--beginning $(rootpath :task_precompiled)",
                "--gate $(rootpath //autograder/gate)",
                "--everywhere $(rootpath //autograder/gate:allowed.txt)",
                "--exercise $(rootpath :task_rules)",
                "--driver $(rootpath :driver)",
                "--",
                "/usr/bin/clang++-19",
            ] + GRADED_COPTS,
            data = _DATA + [
                source,
                ":check",
            ],
            tags = ["attacks"],
        )
