"""Runs a file against the claim of the exercise `tally` with the gate left out: the second line of defence alone."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//tools:flags.bzl", "TEST_COPTS", "TEST_LINKOPTS")
load("//tools:graded.bzl", "verdict_test")

def _run_impl(ctx):
    record = ctx.actions.declare_file(ctx.label.name + ".record.json")
    built = ctx.actions.declare_file(ctx.label.name + ".built.json")
    ctx.actions.write(built, "{\"ok\": true, \"refused\": false, \"diagnostics\": \"\", \"missing_layers\": []}\n")
    arguments = ctx.actions.args()
    arguments.add("--claims", ctx.file.claim_list)
    arguments.add("--built", built)
    arguments.add("--binary", ctx.executable.binary)
    arguments.add("--source", ctx.file.source.basename)
    arguments.add("--self_test", ctx.executable._self_test)
    arguments.add("--allowance", ctx.file.allowance)
    arguments.add("--record", record)
    kernel = ctx.actions.args()
    if ctx.attr.kernel_refuses:
        kernel.add(ctx.attr.kernel_refuses)
        kernel.add(ctx.executable._runner)
    ctx.actions.run(
        outputs = [record],
        inputs = [built, ctx.file.claim_list, ctx.file.allowance],
        tools = [ctx.executable.binary, ctx.executable._self_test, ctx.executable._runner],
        executable = ctx.executable._refusing if ctx.attr.kernel_refuses else ctx.executable._runner,
        arguments = [kernel, arguments],
        mnemonic = "RunAttack",
        progress_message = "Running the attack %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([record]))]

run_attack = rule(
    implementation = _run_impl,
    attrs = {
        "allowance": attr.label(mandatory = True, allow_single_file = [".json"]),
        "binary": attr.label(mandatory = True, executable = True, cfg = "target"),
        "claim_list": attr.label(mandatory = True, allow_single_file = [".json"]),
        "kernel_refuses": attr.string(doc = "What the kernel is made to refuse (refusing.cc); nothing: \"\"."),
        "source": attr.label(mandatory = True, allow_single_file = [".cc"]),
        "_refusing": attr.label(default = ":refusing", executable = True, cfg = "target"),
        "_runner": attr.label(default = "//autograder/runner", executable = True, cfg = "target"),
        "_self_test": attr.label(
            default = "//autograder/runner:self_test_subject",
            executable = True,
            cfg = "target",
        ),
    },
)

def attack(name, source, allowance, kind = "wrong", unboxed = True):
    """Tests that a file gets the verdict of its first line (kind "wrong"), or full points ("right").

    Targets: <name>, and with `unboxed` also <name>_unboxed, where the kernel refuses namespaces and so the jail has
    no box.
    """
    cc_library(
        name = name + "_file",
        testonly = True,
        srcs = [source],
        copts = TEST_COPTS,
        linkstatic = True,
        deps = [":tally"],
        alwayslink = True,
    )
    cc_binary(
        name = name + "_binary",
        testonly = True,
        copts = TEST_COPTS,
        linkopts = TEST_LINKOPTS,
        linkstatic = True,
        # The order of linking: what seals the process is first, as for a submission.
        deps = [
            "//autograder/harness:channel",
            "//autograder/explorer:state_begin",
            name + "_file",
            "//autograder/explorer:state_end",
            ":tally_claims",
        ],
    )
    tests = [(name, "")]
    if unboxed:
        tests.append((name + "_unboxed", "namespaces"))
    for test, kernel_refuses in tests:
        run_attack(
            name = test + "_run",
            testonly = True,
            allowance = allowance,
            binary = name + "_binary",
            claim_list = ":tally_claim_list",
            kernel_refuses = kernel_refuses,
            source = source,
        )
        verdict_test(
            name = test,
            size = "small",
            claim_list = ":tally_claim_list",
            graded = test + "_run",
            kind = kind,
            source = source,
            tags = ["attacks"],
        )
