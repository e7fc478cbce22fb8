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
    ctx.actions.run(
        outputs = [record],
        inputs = [built, ctx.file.claim_list, ctx.file.allowance],
        tools = [ctx.executable.binary, ctx.executable._self_test],
        executable = ctx.executable._runner,
        arguments = [arguments],
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
        "source": attr.label(mandatory = True, allow_single_file = [".cc"]),
        "_runner": attr.label(default = "//autograder/runner", executable = True, cfg = "target"),
        "_self_test": attr.label(
            default = "//autograder/runner:self_test_subject",
            executable = True,
            cfg = "target",
        ),
    },
)

def attack(name, source, allowance, kind = "wrong"):
    """A test that a file gets the verdict of its first line (kind "wrong"), or full points ("right")."""
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
    run_attack(
        name = name + "_run",
        testonly = True,
        allowance = allowance,
        binary = name + "_binary",
        claim_list = ":tally_claim_list",
        source = source,
    )
    verdict_test(
        name = name,
        size = "small",
        claim_list = ":tally_claim_list",
        graded = name + "_run",
        kind = kind,
        source = source,
        tags = ["attacks"],
    )
