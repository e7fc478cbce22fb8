# SPDX-License-Identifier: MIT
"""Turns Bazel's compile actions (aquery, jsonproto, on standard input) into compile_commands.json.

Usage: compile_commands.py EXECUTION_ROOT, in the root of the repository.
"""

import json
import os
import sys


def main():
    root = sys.argv[1]
    commands = []
    for action in json.load(sys.stdin).get("actions", []):
        arguments = action["arguments"]
        source = arguments[arguments.index("-c") + 1]
        # Editors know a file by its path in the repository, not in Bazel's copy of it.
        file = os.path.abspath(source) if os.path.exists(source) else source
        commands.append({"directory": root, "file": file, "arguments": arguments})
    json.dump(commands, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
