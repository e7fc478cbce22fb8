#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Judges every known implementation again and again: repeats.py BIN KEPT TIMES JOBS LESSON ...

BIN is Bazel's folder of binaries, where all is built. Each repeat runs the claims in new processes: all of an
implementation's, but of a wrong one only the claim that must catch it. Prints, for each implementation, what `expect`
says of each repeat that shows anything else than those before it; exit code 1 unless all repeats of each implementation
show the same, and that is what it must get.

What came of an implementation is kept in the folder KEPT and not done again for the same binary: a soak that was
interrupted goes on.
"""

import concurrent.futures
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def implementations(lesson):
    """(exercise, kind, name of its target, source) of each."""
    for contract in sorted(glob.glob("lessons/%s/*.h" % lesson, root_dir=ROOT)):
        exercise = os.path.basename(contract)[:-2]
        yield exercise, "reference", exercise + "_reference", "solutions/%s/%s.cc" % (lesson, exercise)
        yield exercise, "skeleton", exercise + "_skeleton", "lessons/%s/%s.cc" % (lesson, exercise)
        for kind in ("right", "wrong"):
            for source in sorted(glob.glob("tests/%s/%s/%s/*.cc" % (lesson, kind, exercise), root_dir=ROOT)):
                yield exercise, kind, "%s_%s_%s" % (exercise, kind, os.path.basename(source)[:-3]), source


def claims_to_run(list_of_all, kind, source):
    with open(list_of_all, encoding="utf-8") as file:
        claims = json.load(file)
    if kind != "wrong":
        return claims
    with open(os.path.join(ROOT, source), encoding="utf-8") as file:
        named = re.search(r" in (\S+)$", file.readline())
    return [dict(claim, points=100) for claim in claims if claim["name"] == named.group(1)]


def split(record, times):
    """The record of each repeat; the runner makes all repeats of a claim before those of the next."""
    for i in range(times):
        yield dict(record, claims=record["claims"][i::times])


def what_it_shows(record):
    """All but costs, and numbers of processes and addresses in the details."""
    shown = [(claim["name"], [{key: e[key] for key in e if key != "detail"} for e in claim["evidence"]])
             for claim in record["claims"]]
    return json.dumps([record["build"]["ok"], shown], sort_keys=True)


def verdicts(said):
    """What `expect` says, without schedules and words."""
    lines = (re.match(r".{16} \w+\.\w+|\(not repeatable", line) for line in said.splitlines())
    return "".join(line.group() + "\n" for line in lines if line)


def judge(bin_folder, lesson, implementation, times, scratch):
    """Runs the claims `times` times; true and what `expect` said if all was as it must be."""
    exercise, kind, target, source = implementation
    base = os.path.join(bin_folder, "tests", lesson, target + "_graded")
    of_target = os.path.join(scratch, target)
    with open(of_target + ".claims", "w", encoding="utf-8") as file:
        json.dump(claims_to_run(os.path.join(bin_folder, "tests", lesson, exercise + "_claim_list.json"), kind, source), file)
    tools = os.path.join(bin_folder, "autograder")
    shutil.copy(base + ".binary", of_target)
    # Only exercises with processes have one.
    allowance = os.path.join(ROOT, "tests", lesson, exercise + ".allowance.json")
    processes = os.path.exists(allowance)
    subprocess.run([tools + "/runner/runner", "--claims", of_target + ".claims", "--built", base + ".linked.json",
                    "--binary", of_target, "--source", exercise + ".cc", "--record", of_target + ".record",
                    "--self_test", scratch + "/self_test_subject", "--times", str(times)] +
                   (["--allowance", allowance] if processes else []), check=True)
    os.remove(of_target)
    with open(of_target + ".record", encoding="utf-8") as file:
        different = {what_it_shows(one): one for one in split(json.load(file), times)}
    as_expected, said = True, set()
    for record in different.values():
        with open(of_target + ".record", "w", encoding="utf-8") as file:
            json.dump(record, file)
        expect = subprocess.run([tools + "/grade/expect", "--kind", kind, "--source", os.path.join(ROOT, source),
                                 "--claims", of_target + ".claims", "--record", of_target + ".record"],
                                stdout=subprocess.PIPE, text=True, check=False)
        as_expected = as_expected and expect.returncode == 0
        said.add(verdicts(expect.stdout) if processes and expect.returncode == 0 else expect.stdout)
    same = len(said if processes else different) == 1
    return as_expected and same, "%s, %d times\n%s" % (target, times, "".join(sorted(said)))


def judge_once(bin_folder, kept, lesson, implementation, times, scratch):
    """The same, unless it is known from before."""
    with open(os.path.join(bin_folder, "tests", lesson, implementation[2] + "_graded.binary"), "rb") as binary:
        name = "%s.%s.%d" % (hashlib.sha256(binary.read()).hexdigest()[:20], implementation[2], times)
    known = os.path.join(kept, name)
    if os.path.exists(known):
        with open(known, encoding="utf-8") as file:
            return True, file.read()
    ok, said = judge(bin_folder, lesson, implementation, times, scratch)
    if ok:
        with open(known, "w", encoding="utf-8") as file:
            file.write(said)
    return ok, said


def main(bin_folder, kept, times, jobs, *lessons):
    os.makedirs(kept, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(int(jobs)) as pool:
        # Where any user can run it.
        os.chmod(scratch, 0o755)
        shutil.copy(bin_folder + "/autograder/runner/self_test_subject", scratch)
        results = [pool.submit(judge_once, bin_folder, kept, lesson, implementation, int(times), scratch)
                   for lesson in lessons for implementation in implementations(lesson)]
        all_ok = True
        for result in results:
            ok, said = result.result()
            all_ok = all_ok and ok
            print(said if ok else "FAILED " + said, end="", flush=True)
    return 0 if all_ok else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
