"""The contract of an exercise, read by the compiler once for all submissions (autograder/gate/bitcode.h)."""

load("//tools:flags.bzl", "COMPILER", "GRADED_COPTS")

PrecompiledInfo = provider("A header that the compiler has read.", fields = {
    "file": "What it made of it.",
    "header": "The header.",
    "object_copts": "Flags that come last when a file that begins with it has passed the gate and becomes an object.",
})

def _precompiled_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".pch")
    compilation_context = ctx.attr.contract[CcInfo].compilation_context
    (header,) = compilation_context.direct_public_headers
    arguments = ctx.actions.args()
    arguments.add("--contract", header)
    arguments.add_all(compilation_context.headers, before_each = "--header")
    arguments.add("--out", out)
    arguments.add("--")
    arguments.add(COMPILER)
    arguments.add_all(GRADED_COPTS)
    ctx.actions.run(
        outputs = [out],
        inputs = depset([ctx.file._version], transitive = [compilation_context.headers]),
        executable = ctx.executable._precompile,
        arguments = [arguments],
        mnemonic = "PrecompileContract",
        progress_message = "Precompiling the contract of %s" % ctx.label,
    )
    return [
        DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out])),
        PrecompiledInfo(file = out, header = header, object_copts = ctx.attr.object_copts),
    ]

precompiled = rule(
    implementation = _precompiled_impl,
    attrs = {
        "contract": attr.label(mandatory = True, providers = [CcInfo], doc = "A library of one header."),
        "object_copts": attr.string_list(doc = "For the objects of submissions, after the flags that all have."),
        "_version": attr.label(default = "@compiler//:version.txt", allow_single_file = True),
        "_precompile": attr.label(
            default = "//autograder/gate:precompile",
            executable = True,
            cfg = "target",
        ),
    },
    doc = "The contract of an exercise, read by the compiler once for all submissions.",
)
