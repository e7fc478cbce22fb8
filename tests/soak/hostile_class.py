#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a class in which hostile submissions lie among the sample class: hostile_class.py OUT COUNT.

A hostile submission is one of the attacks of tests/attacks, behind a right solution of an exercise, or a hostile archive.
Every one is different from all others. Prints how many there are of each sort.
"""

import glob
import io
import os
import re
import shutil
import sys
import tarfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXERCISES = ("semaphore", "bounded_semaphore")


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def attack_files():
    """The text of each attack, with the headers of its own exercise put in."""
    for path in sorted(glob.glob("tests/attacks/gate/refused/*.cc", root_dir=ROOT) +
                       glob.glob("tests/attacks/run/attacks/*.cc", root_dir=ROOT) +
                       glob.glob("tests/attacks/run/processes/*.cc", root_dir=ROOT)):
        text = read(path)
        while included := re.search(r'#include "(tests/attacks/[^"]*)"\n', text):
            text = text.replace(included.group(0), read(included.group(1)), 1)
        yield text


def hostile_sources():
    """For each exercise, then for each attack: a file for that exercise."""
    for exercise in EXERCISES:
        right = read("solutions/semaphore/%s.cc" % exercise)
        for text in attack_files():
            yield exercise, text + right


def archive(name, members):
    """A .zip or .tar.gz of (path, bytes) pairs; a path "a -> b" is a link."""
    data = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, content in members:
                packed.writestr(path, content)
        return data.getvalue()
    with tarfile.open(fileobj=data, mode="w:gz") as packed:
        for path, content in members:
            info = tarfile.TarInfo(path.split(" -> ")[0])
            info.size = len(content)
            if " -> " in path:
                info.type, info.linkname = tarfile.SYMTYPE, path.split(" -> ")[1]
            packed.addfile(info, io.BytesIO(content))
    return data.getvalue()


def hostile_archives():
    bomb = b"\0" * (300 << 20)
    yield "climbs.zip", archive(".zip", [("../../../../tmp/lockstep-attack.cc", b"x"), ("semaphore.cc", b"x")])
    yield "climbs.tar.gz", archive(".tar.gz", [("/etc/lockstep-attack", b"x")])
    yield "links.tar.gz", archive(".tar.gz", [("semaphore.cc -> /etc/passwd", b"")])
    yield "bomb.zip", archive(".zip", [("semaphore.cc", bomb)])
    yield "bomb.tar.gz", archive(".tar.gz", [("semaphore.cc", bomb)])
    yield "many.zip", archive(".zip", [("%d/semaphore.cc" % n, b"x") for n in range(20000)])
    yield "broken.zip", archive(".zip", [("semaphore.cc", b"x")])[:-30]
    yield "deep.tar.gz", archive(".tar.gz", [("a/" * 2000 + "semaphore.cc", b"x")])
    yield "build.zip", archive(".zip", [("BUILD", b"genrule()"), ("WORKSPACE", b"x"), ("semaphore.cc/BUILD", b"x")])


def main(out, count):
    shutil.copytree(os.path.join(ROOT, "tests/samples/class"), out, symlinks=True)
    made = 0
    for name, data in hostile_archives():
        with open(os.path.join(out, "hostile_" + name), "wb") as file:
            file.write(data)
        made += 1
    archives = made
    sources = hostile_sources()
    while made < count:
        exercise, text = next(sources)
        folder = os.path.join(out, "hostile_%03d" % made)
        os.mkdir(folder)
        with open(os.path.join(folder, exercise + ".cc"), "w", encoding="utf-8") as file:
            file.write(text)
        made += 1
    print("%d hostile archives, %d hostile files" % (archives, made - archives))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
