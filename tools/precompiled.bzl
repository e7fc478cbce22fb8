"""What the submissions of an exercise include first, read by the compiler once (autograder/gate/bitcode.h)."""

load("//tools:flags.bzl", "COMPILER", "GRADED_COPTS")

PrecompiledInfo = provider("Headers that the compiler has read.", fields = {
    "beginnings": "Files of include lines, the best first.",
    "files": "What the compiler made of each: its name and .pch.",
    "object_copts": "Flags that come last when a submission has passed the gate and becomes an object.",
})

def _precompile(ctx, index, includes, given):
    beginning = ctx.actions.declare_file("%s.%d.h" % (ctx.label.name, index))
    out = ctx.actions.declare_file(beginning.basename + ".pch")
    ctx.actions.write(beginning, "".join(["#include %s\n" % header for header in includes]))
    arguments = ctx.actions.args()
    arguments.add("--beginning", beginning)
    arguments.add_all(given, before_each = "--header")
    arguments.add("--out", out)
    arguments.add("--")
    arguments.add(COMPILER)
    arguments.add_all(GRADED_COPTS)
    ctx.actions.run(
        outputs = [out],
        inputs = depset([beginning, ctx.file._version], transitive = [given]),
        executable = ctx.executable._precompile,
        arguments = [arguments],
        mnemonic = "PrecompileHeaders",
        progress_message = "Precompiling headers of %s" % ctx.label,
    )
    return beginning, out

def _precompiled_impl(ctx):
    compilation_context = ctx.attr.contract[CcInfo].compilation_context
    (header,) = compilation_context.direct_public_headers
    contract = "\"%s\"" % header.path
    made = []
    for index, line in enumerate(ctx.attr.headers + [""]):
        includes = [contract] + ["<%s>" % header for header in line.split(" ") if header]
        made.append(_precompile(ctx, index, includes, compilation_context.headers))
    beginnings = [beginning for beginning, _ in made]
    files = [out for _, out in made]
    return [
        DefaultInfo(files = depset(beginnings), runfiles = ctx.runfiles(beginnings + files)),
        PrecompiledInfo(beginnings = beginnings, files = files, object_copts = ctx.attr.object_copts),
    ]

precompiled = rule(
    implementation = _precompiled_impl,
    attrs = {
        "contract": attr.label(mandatory = True, providers = [CcInfo], doc = "A library of one header."),
        "headers": attr.string_list(doc = "Of the standard library, as in claims() (lesson.bzl)."),
        "object_copts": attr.string_list(doc = "For the objects of submissions, after the flags that all have."),
        "_version": attr.label(default = "@compiler//:version.txt", allow_single_file = True),
        "_precompile": attr.label(
            default = "//autograder/gate:precompile",
            executable = True,
            cfg = "target",
        ),
    },
    doc = "The contract of an exercise, alone and with usual headers, read by the compiler once for all submissions.",
)
