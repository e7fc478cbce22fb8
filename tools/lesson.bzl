"""The macros of a lesson: one line in each of its three BUILD files.

    lessons/<lesson>/BUILD:    lesson()
    solutions/<lesson>/BUILD:  solutions()
    tests/<lesson>/BUILD:      claims()

They find the exercises by the files that are there: <exercise>.h is the contract of an exercise.
"""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")
load("//tools:claim_list.bzl", "claim_list", "only_claim")
load("//tools:flags.bzl", "TEST_COPTS", "TEST_LINKOPTS")
load("//tools:graded.bzl", "exercise_rules", "verdict_test")
load("//tools:precompiled.bzl", "precompiled")
load("//tools:submission.bzl", "submission")

_PUBLIC = ["//visibility:public"]

def _lesson_name():
    return native.package_name().split("/")[-1]

def _stem(path):
    return path.split("/")[-1].rsplit(".", 1)[0]

def _exercise_of(source, exercises):
    """The exercise of a file of claims: <exercise>_test.cc or <exercise>_<part>_test.cc."""
    found = [e for e in exercises if source.startswith(e + "_")]
    if not found:
        fail("%s is named after no exercise that has wrong solutions" % source)
    return sorted(found, key = len)[-1]

def _visible_test(name, implementation, cases, tags = []):
    cc_test(
        name = name,
        size = "small",
        linkopts = TEST_LINKOPTS,
        # What the linker sends through the explorer must be in the program, and so must the student's statics.
        linkstatic = True,
        tags = tags,
        visibility = _PUBLIC,
        # The explorer puts back between runs what lies between the two ends, in the order of linking.
        deps = [
            "//autograder/explorer:state_begin",
            implementation,
            "//autograder/explorer:state_end",
            cases,
        ],
    )

def lesson(deps = {}):
    """What a student needs: for each exercise the contract, the own file, and a visible test of it.

    Targets for each exercise: <exercise>_contract, <exercise>_file, <exercise>_test, and its cases alone,
    <exercise>_visible. The target that has the lesson's name is all tests.

    Args:
      deps: what the visible test of an exercise needs besides the usual, by its name.
    """
    tests = []
    for header in native.glob(["*.h"]):
        exercise = _stem(header)
        cc_library(
            name = exercise + "_contract",
            hdrs = [header],
            copts = TEST_COPTS,
            linkopts = TEST_LINKOPTS,
            visibility = _PUBLIC,
            deps = ["//lessons/base"],
        )
        cc_library(
            name = exercise + "_file",
            srcs = [exercise + ".cc"],
            copts = TEST_COPTS,
            linkopts = TEST_LINKOPTS,
            alwayslink = True,
            visibility = _PUBLIC,
            deps = [exercise + "_contract"],
        )
        cc_library(
            name = exercise + "_visible",
            testonly = True,
            srcs = [exercise + "_test.cc"],
            copts = TEST_COPTS,
            deps = [
                exercise + "_contract",
                "//autograder/explorer",
                "//autograder/explorer:gtest",
                "//autograder/process",
                "@googletest//:gtest_main",
            ] + deps.get(exercise, []),
            # Cases register themselves; nothing refers to them by name.
            alwayslink = True,
            visibility = _PUBLIC,
        )
        _visible_test(exercise + "_test", exercise + "_file", exercise + "_visible")
        tests.append(exercise + "_test")
    native.test_suite(name = _lesson_name(), tests = tests)
    native.exports_files(native.glob(["*.cc", "*.h"]))

def solutions():
    """The reference solutions. Targets: <exercise>, for each exercise."""
    for source in native.glob(["*.cc"]):
        exercise = _stem(source)
        cc_library(
            name = exercise,
            srcs = [source],
            copts = TEST_COPTS,
            linkopts = TEST_LINKOPTS,
            visibility = ["//tests:__subpackages__"],
            deps = ["//lessons/%s:%s_contract" % (_lesson_name(), exercise)],
        )
    native.exports_files(native.glob(["*.cc"]))

def claims(deps = {}, headers = {}, object_copts = {}):
    """The hidden tests of a lesson, and the proof that they tell right from wrong.

    Targets for each exercise: <exercise>_claims (the claims, compiled once), <exercise>_claim_list (the trusted
    list), <exercise>_precompiled (headers, read once), <exercise>_rules (the gate's; the file <exercise>.allow, if
    there is one, names what a submission may call beyond the usual), <exercise>_allowance (the jail's; the file
    <exercise>.allowance.json, if there is one, says what its processes may do beyond threads), and a test for each
    implementation that is known: <exercise>_reference, <exercise>_skeleton, <exercise>_right_<name>,
    <exercise>_wrong_<name>. A wrong one runs only the claim that it must fail in, with --define claims=all all of them.
    Of three wrong ones two have the tag "more_claims" in place of "claims".
    <exercise>_complete tests that nothing is missing. The visible test passes with the reference solution,
    <exercise>_visible_reference, and with what is right, <exercise>_visible_right_<name> (more_claims); with the
    skeleton it fails in words, <exercise>_visible_skeleton.

    Args:
      deps: what the claims of an exercise need besides the usual, by its name.
      headers: of the standard library, what submissions include, by the exercise's name: lists of headers, the best
        first, each a text with blanks in it. They are read once for all that include all of a list first. Reading
        them is for some files most of their compile.
      object_copts: flags for the objects of submissions, after the usual ones, by the exercise's name.
    """
    lesson_name = _lesson_name()
    files = {}
    for source in native.glob(["wrong/*/*.cc"]):
        files[source.split("/")[1]] = []
    for source in native.glob(["*_test.cc"]):
        files[_exercise_of(source, files.keys())].append(source)
    for exercise, sources in files.items():
        allowance = native.glob([exercise + ".allowance.json"], allow_empty = True)

        # Only what has processes makes trials.
        troubled = ["//autograder/process:fcntl"] if allowance else []
        cc_library(
            name = exercise + "_claims",
            testonly = True,
            srcs = sources + native.glob(["*.h"]),
            copts = TEST_COPTS,
            linkopts = TEST_LINKOPTS,
            deps = [
                "//autograder/harness",
                "//autograder/process",
                "//lessons/%s:%s_contract" % (lesson_name, exercise),
                "//tests/base",
            ] + troubled + deps.get(exercise, []),
            # Claims register themselves; nothing refers to them by name.
            alwayslink = True,
            visibility = _PUBLIC,
        )
        cc_binary(
            name = exercise + "_trusted",
            testonly = True,
            copts = TEST_COPTS,
            linkopts = TEST_LINKOPTS,
            deps = [
                exercise + "_claims",
                "//solutions/%s:%s" % (lesson_name, exercise),
            ],
        )
        claim_list(
            name = exercise + "_claim_list",
            testonly = True,
            trusted = exercise + "_trusted",
            visibility = _PUBLIC,
        )
        allow = native.glob([exercise + ".allow"], allow_empty = True)
        exercise_rules(
            name = exercise + "_rules",
            testonly = True,
            allow = allow[0] if allow else None,
            contract = "//lessons/%s:%s_contract" % (lesson_name, exercise),
            reference = "//solutions/%s:%s" % (lesson_name, exercise),
            visibility = _PUBLIC,
        )
        precompiled(
            name = exercise + "_precompiled",
            testonly = True,
            contract = "//lessons/%s:%s_contract" % (lesson_name, exercise),
            headers = headers.get(exercise, []),
            object_copts = object_copts.get(exercise, []),
            visibility = _PUBLIC,
        )
        native.filegroup(
            name = exercise + "_allowance",
            srcs = allowance or ["//autograder/runner:threads.allowance.json"],
            visibility = _PUBLIC,
        )
        _known(lesson_name, exercise, "reference", "//solutions/%s:%s.cc" % (lesson_name, exercise))
        _known(lesson_name, exercise, "skeleton", "//lessons/%s:%s.cc" % (lesson_name, exercise))
        right = native.glob(["right/%s/*.cc" % exercise])
        wrong = native.glob(["wrong/%s/*.cc" % exercise])
        for file in right:
            _known(lesson_name, exercise, "right_" + _stem(file), file)
        for index, file in enumerate(wrong):
            # A third of them is for every day: with half of them the tests take over 40 minutes on two cores.
            tag = "more_claims" if index % 3 else "claims"
            _known(lesson_name, exercise, "wrong_" + _stem(file), file, tag)
        _visible(lesson_name, exercise, right)
        known = right + wrong
        native.sh_test(
            name = exercise + "_complete",
            size = "small",
            srcs = ["//tests/base:complete_test.sh"],
            args = ["$(rootpath %s)" % file for file in [exercise + "_claim_list"] + known],
            data = [exercise + "_claim_list"] + known,
            tags = ["claims"],
        )

def _visible(lesson_name, exercise, right):
    own = "//lessons/%s:%s" % (lesson_name, exercise)
    name = exercise + "_visible_"
    _visible_test(name + "reference", "//solutions/%s:%s" % (lesson_name, exercise), own + "_visible", ["claims"])
    for file in right:
        of_file = name + "right_" + _stem(file)
        cc_library(
            name = of_file + "_file",
            srcs = [file],
            copts = TEST_COPTS,
            tags = ["manual"],
            deps = [own + "_contract"],
        )
        _visible_test(of_file, of_file + "_file", own + "_visible", ["more_claims"])
    native.sh_test(
        name = name + "skeleton",
        size = "small",
        srcs = ["//tests/base:unsolved_test.sh"],
        args = ["$(rootpath %s_test)" % own],
        data = [own + "_test"],
        tags = ["claims"],
    )

def _known(lesson_name, exercise, name, source, tag = "claims"):
    target = exercise + "_" + name
    kind = name.split("_")[0]
    claims = exercise + "_claim_list"
    if kind == "wrong":
        only_claim(name = target + "_claim", testonly = True, claim_list = claims, source = source)
        claims = select({"//tools:all_claims": claims, "//conditions:default": target + "_claim"})
    submission(lesson_name, exercise, source, target + "_graded", claim_list = claims, testonly = True)
    verdict_test(
        name = target,
        size = "small",
        claim_list = claims,
        graded = target + "_graded",
        kind = kind,
        source = source,
        tags = [tag],
    )
