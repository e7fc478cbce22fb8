#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the course is complete: every exercise has all its parts, every lesson its text, and the handout neither
solutions nor claims. Needs no build.

Prints a line for each thing that was looked at, as Bazel does for a test: "//course:lock/spin_lock PASSED", or FAILED
with the reasons before it. Ends with status 1 when one failed.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HEADINGS = ["The idea", "Theory", "The contract in short", "Classic mistakes", "The standard library", "How to run",
            "Questions", "Minutes", "Further reading"]
ORDER = ["processes", "daemon", "lock", "semaphore", "event", "queue", "pipe", "manager", "pool", "gil", "coroutines",
         "io_models"]
VERDICTS = {"does not compile", "refused", "not implemented", "data race", "misuse", "crash", "deadlock", "lost wakeup",
            "wrong result", "no progress", "starvation", "busy wait", "left early", "leak", "over limit"}
FEWEST_WRONG = 8
FEWEST_RIGHT = 2
CASES = range(3, 6)  # of a visible test
POINTS = 100


def text_of(path):
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def exercises_of(lesson):
    return sorted(path.stem for path in (ROOT / "lessons" / lesson).glob("*.h"))


def lessons():
    return sorted((path.parent.name for path in (ROOT / "lessons").glob("*/README.md")),
                  key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


def claims_of(lesson, exercise, others):
    """(suite, name, points, sentence) of each claim. A file belongs to the longest exercise that it is named after."""
    longer = [other for other in others if other.startswith(exercise + "_")]
    for path in sorted((ROOT / "tests" / lesson).glob(exercise + "_*test.cc")):
        if any(path.name.startswith(other + "_") for other in longer):
            continue
        pattern = r'CLAIM\(\s*(\w+),\s*(\w+),\s*(\d+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)'
        for suite, name, points, words in re.findall(pattern, path.read_text(encoding="utf-8")):
            sentence = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', words))
            yield "%s.%s" % (suite, name), int(points), sentence


def known(lesson, kind, exercise):
    return sorted((ROOT / "tests" / lesson / kind / exercise).glob("*.cc"))


def cases_of(visible):
    """The names of the cases of a visible test."""
    return re.findall(r"^TEST(?:_F)?\(\s*(\w+),\s*(\w+)\)", visible, re.M)


def faults_of_exercise(lesson, exercise, others):
    """What is missing, in words."""
    contract, skeleton = (text_of("lessons/%s/%s%s" % (lesson, exercise, end)) for end in (".h", ".cc"))
    visible = text_of("lessons/%s/%s_test.cc" % (lesson, exercise))
    solution = text_of("solutions/%s/%s.cc" % (lesson, exercise))
    claims = list(claims_of(lesson, exercise, others))
    wrong = known(lesson, "wrong", exercise)
    if not re.match(r"// SPDX-License-Identifier: MIT\n//", contract):
        yield "the contract does not begin with what it is about"
    if "not_implemented(" not in skeleton:
        yield "the skeleton does not say what is not implemented yet"
    if len(cases_of(visible)) not in CASES:
        yield "the visible test has fewer than %d or more than %d cases" % (CASES[0], CASES[-1])
    if '#include "lessons/%s/%s.h"' % (lesson, exercise) not in solution:
        yield "there is no solution, or it does not include its contract"
    if sum(points for _, points, _ in claims) != POINTS:
        yield "the claims have %d points, not %d" % (sum(points for _, points, _ in claims), POINTS)
    yield from ("%s has no sentence" % name for name, _, sentence in claims if len(sentence.split()) < 3)
    if len(wrong) < FEWEST_WRONG:
        yield "%d wrong solutions, fewer than %d" % (len(wrong), FEWEST_WRONG)
    if len(known(lesson, "right", exercise)) < FEWEST_RIGHT:
        yield "fewer than %d right solutions" % FEWEST_RIGHT
    for path in wrong:
        yield from faults_of_wrong(path, {name for name, _, _ in claims})


def faults_of_wrong(path, claims):
    lines = path.read_text(encoding="utf-8").splitlines() + ["", ""]
    found = re.fullmatch(r"// expect: ([a-z ]+?)(?: in (\w+\.\w+))?", lines[0])
    if not found or found[1] not in VERDICTS:
        yield "%s does not begin with its verdict" % path.name
    elif found[2] and found[2] not in claims:
        yield "%s: there is no claim %s" % (path.name, found[2])
    if not lines[1].startswith("// "):
        yield "%s does not say what its fault is" % path.name


def minutes_of(text):
    """The minutes of each exercise, from "About 90 for `semaphore`, 30 for `bounded_semaphore`"."""
    part = text.split("\n## Minutes\n")[-1].split("\n## ")[0]
    return {name: int(minutes) for minutes, name in re.findall(r"(\d+)\s+for\s+`(\w+)`", part)}


def topics_of(text):
    """What the parts of the theory are about, in small letters: they begin with it, "**Critical section.** The steps"."""
    part = text.split("\n## Theory\n")[-1].split("\n## ")[0]
    return {" ".join(topic.split()).rstrip(".?").lower() for topic in re.findall(r"^\*\*(.+?)\*\*", part, re.M | re.S)}


def faults_of_lesson(lesson, exercises):
    text = text_of("lessons/%s/README.md" % lesson)
    headings = re.findall(r"^## (.*)$", text, re.M)
    if headings != HEADINGS:
        yield "the headings are not %s" % ", ".join(HEADINGS)
    first = text.splitlines()[0]
    sections = dict(zip(headings, re.split(r"^## .*$", text, flags=re.M)[1:]))
    for exercise in exercises:
        if "`%s.cc`" % exercise not in first:
            yield "the first line does not name %s.cc" % exercise
        if "`%s`" % exercise not in sections.get("The contract in short", ""):
            yield "the contract in short says nothing of %s" % exercise
    if set(minutes_of(text)) != set(exercises):
        yield "the minutes are those of %s" % ", ".join(sorted(minutes_of(text)))
    for target in re.findall(r"//lessons/\w+:\w+", text):
        folder, name = target[2:].split(":")
        source = ROOT / folder / (name.removesuffix("_test") + ".cc")
        if not source.exists() and '"%s"' % name not in text_of(folder + "/BUILD"):
            yield "there is no %s" % target
    if "bazel test //lessons/%s " % lesson not in text:
        yield "it does not say how to run all tests of the lesson"
    cases = "".join("%s.%s " % case for exercise in exercises
                    for case in cases_of(text_of("lessons/%s/%s_test.cc" % (lesson, exercise))))
    for asked in re.findall(r"--test_filter='\*(\w+)\*'", text):
        if asked not in cases:
            yield "there is no case %s" % asked
    for path in re.findall(r"\]\(((?!http)[^)#]+)", text):
        if not (ROOT / "lessons" / lesson / path).exists():
            yield "a link leads to %s, which is not there" % path


def faults_of_list(all_exercises):
    """Of the table of lessons in the top README."""
    rows = re.findall(r"^\| \[(\w+)\]\(lessons/(\w+)/README.md\) \| (.*?) \| (.*?) \| (\d+) \|$", text_of("README.md"), re.M)
    if [row[0] for row in rows] != list(all_exercises):
        yield "its lessons are not those of the folders, in the course's order"
    for name, folder, exercises, topics, minutes in rows:
        in_folder = all_exercises.get(name, [])
        if name != folder or sorted(re.findall(r"`(\w+)`", exercises)) != in_folder:
            yield "%s: its exercises are not those of the folder: %s" % (name, ", ".join(in_folder))
        text = text_of("lessons/%s/README.md" % name)
        taught = topics_of(text)
        yield from ("%s: its text has no part on %s" % (name, topic) for topic in topics.split("; ")
                    if topic.lower() not in taught)
        total = sum(minutes_of(text).values())
        if int(minutes) != total:
            yield "%s: %s minutes, and %d in its own text" % (name, minutes, total)


def statements(text):
    """Lines that do something: no declarations of what begins, no comments, includes and braces."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line.endswith(";") and not line.startswith(("//", "using ")) and
            not line.endswith("= default;")]


def in_fours(lines):
    return {tuple(lines[i:i + 4]) for i in range(len(lines) - 3)}


def faults_of_handout(all_exercises):
    """Four statements in a row that are also in a solution are a trace of it; so is the name of a claim."""
    hidden = {}
    for path in sorted((ROOT / "solutions").glob("*/*.cc")):
        for four in in_fours(statements(path.read_text(encoding="utf-8"))):
            hidden[four] = path.relative_to(ROOT)
    names = {name for lesson, exercises in all_exercises.items() for exercise in exercises
             for name, _, _ in claims_of(lesson, exercise, exercises)}
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "handout"
        subprocess.run([ROOT / "tools" / "handout", out], check=True, stdout=subprocess.DEVNULL)
        yield from ("%s is in it" % name for name in ("solutions", "tests") if (out / name).exists())
        for path in sorted(path for path in out.rglob("*") if path.is_file()):
            text = path.read_text(encoding="utf-8", errors="replace")
            where = path.relative_to(out)
            traces = sorted({str(hidden[four]) for four in in_fours(statements(text)) if four in hidden})
            if traces:
                yield "%s has lines of %s" % (where, traces[0])
            yield from ("%s names the claim %s" % (where, name) for name in names & set(re.findall(r"\w+\.\w+", text)))


def main():
    os.chdir(ROOT)
    all_exercises = {lesson: exercises_of(lesson) for lesson in lessons()}
    checks = {}
    for lesson, exercises in all_exercises.items():
        checks[lesson] = faults_of_lesson(lesson, exercises)
        for exercise in exercises:
            checks["%s/%s" % (lesson, exercise)] = faults_of_exercise(lesson, exercise, exercises)
    checks["list_of_lessons"] = faults_of_list(all_exercises)
    checks["handout"] = faults_of_handout(all_exercises)
    failed = 0
    for name, faults in checks.items():
        faults = list(faults)
        print("".join("%s: %s\n" % (name, fault) for fault in faults), end="")
        print("//course:%s %s" % (name, "FAILED" if faults else "PASSED"))
        failed += bool(faults)
    return 1 if failed or not all_exercises else 0


if __name__ == "__main__":
    sys.exit(main())
