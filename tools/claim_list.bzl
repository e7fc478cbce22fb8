"""Lists of claims, as JSON: which to run, and their points."""

def _claim_list_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.run_shell(
        outputs = [out],
        tools = [ctx.executable.trusted],
        command = "\"$1\" --claims > \"$2\"",
        arguments = [ctx.executable.trusted.path, out.path],
        mnemonic = "ListClaims",
        progress_message = "Listing the claims of %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

claim_list = rule(
    implementation = _claim_list_impl,
    attrs = {
        "trusted": attr.label(
            mandatory = True,
            executable = True,
            cfg = "target",
            doc = "The claims linked with the reference solution.",
        ),
    },
    doc = "The trusted list of an exercise's claims, as JSON.",
)

def _only_claim_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".json")
    arguments = ctx.actions.args()
    arguments.add("--source", ctx.file.source)
    arguments.add("--claims", ctx.file.claim_list)
    arguments.add("--out", out)
    ctx.actions.run(
        outputs = [out],
        inputs = [ctx.file.source, ctx.file.claim_list],
        executable = ctx.executable._only_claim,
        arguments = [arguments],
        # It reads two files of ours: most of what it would cost is the sandbox.
        execution_requirements = {"no-sandbox": "1"},
        mnemonic = "OnlyClaim",
        progress_message = "Finding the claim for %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([out]))]

only_claim = rule(
    implementation = _only_claim_impl,
    attrs = {
        "claim_list": attr.label(mandatory = True, allow_single_file = [".json"]),
        "source": attr.label(mandatory = True, allow_single_file = [".cc"], doc = "A wrong solution."),
        "_only_claim": attr.label(
            default = "//autograder/grade:only_claim",
            executable = True,
            cfg = "target",
        ),
    },
    doc = "The list of the one claim that a wrong solution must fail in.",
)
