"""The way of a submission, as Bazel's actions: compile, link, run.

Each action succeeds whatever the submission is; what it found is in its report. So verdicts are cached by content,
and an action that fails is a fault of ours.
"""

load("//tools:flags.bzl", "COMPILER", "GRADED_COPTS", "TEST_LINKOPTS")
load("//tools:precompiled.bzl", "PrecompiledInfo")

def _archives(target):
    return [
        library.pic_static_library or library.static_library
        for linker_input in target[CcInfo].linking_context.linker_inputs.to_list()
        for library in linker_input.libraries
    ]

def _exercise_rules_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".txt")
    given = _archives(ctx.attr.contract)
    reference = [a for a in _archives(ctx.attr.reference) if a not in given]
    allow = ctx.files.allow
    ctx.actions.run_shell(
        outputs = [out],
        inputs = given + reference + allow + [ctx.file._script],
        command = "bash \"$@\"",
        arguments = [
            ctx.file._script.path,
            out.path,
            ",".join([a.path for a in reference]),
            ",".join([a.path for a in given]),
        ] + [a.path for a in allow],
        mnemonic = "GateRules",
        progress_message = "Finding the gate's rules of %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

exercise_rules = rule(
    implementation = _exercise_rules_impl,
    attrs = {
        "allow": attr.label(allow_single_file = [".allow"], doc = "What the exercise may call beyond the usual."),
        "contract": attr.label(mandatory = True, providers = [CcInfo]),
        "reference": attr.label(mandatory = True, providers = [CcInfo], doc = "The reference solution."),
        "_script": attr.label(default = "//autograder/gate:exercise_rules.sh", allow_single_file = True),
    },
    doc = "The gate's rules of an exercise: what a file for it defines, and what it may call.",
)

def _compile(ctx, source, headers):
    precompiled = ctx.attr.precompiled[PrecompiledInfo]
    object_file = ctx.actions.declare_file(ctx.label.name + ".o")
    report = ctx.actions.declare_file(ctx.label.name + ".compiled.json")
    arguments = ctx.actions.args()
    arguments.add("--source", source)
    arguments.add("--object", object_file)
    arguments.add("--report", report)
    arguments.add_all(headers, before_each = "--header")
    arguments.add_all(precompiled.beginnings, before_each = "--beginning")
    arguments.add_all(precompiled.object_copts, format_each = "--object_flag=%s")
    arguments.add("--gate", ctx.executable._gate)
    arguments.add("--everywhere", ctx.file._everywhere)
    arguments.add("--exercise", ctx.file.rules)
    arguments.add("--")
    arguments.add(COMPILER)
    arguments.add_all(GRADED_COPTS)
    ctx.actions.run(
        outputs = [object_file, report],
        inputs = depset(
            [source, ctx.file.rules, ctx.file._everywhere] + precompiled.beginnings + precompiled.files,
            transitive = [headers],
        ),
        tools = [ctx.executable._gate],
        executable = ctx.executable._compile,
        arguments = [arguments],
        mnemonic = "CompileSubmission",
        progress_message = "Compiling %s" % ctx.label,
    )
    return object_file, report

def _libraries(target, without = []):
    """The arguments and files that link a target's libraries, but those of `without`."""
    arguments = []
    files = []
    for linker_input in target[CcInfo].linking_context.linker_inputs.to_list():
        arguments.extend(linker_input.user_link_flags)
        for library in linker_input.libraries:
            archive = library.pic_static_library or library.static_library
            if archive in without:
                continue
            if library.alwayslink:
                arguments.extend(["-Wl,--whole-archive", archive.path, "-Wl,--no-whole-archive"])
            else:
                arguments.append(archive.path)
            files.append(archive)
    return arguments, files

def _link(ctx, object_file, compiled):
    binary = ctx.actions.declare_file(ctx.label.name + ".binary")
    report = ctx.actions.declare_file(ctx.label.name + ".linked.json")

    # Initialisers run in the order of linking: the harness seals the process before a student's file begins.
    first, first_files = _libraries(ctx.attr._channel)
    claims, claim_files = _libraries(ctx.attr.claims, without = first_files)

    # The explorer puts back what lies between these two, so they are linked next to the student's object.
    begin, begin_files = _libraries(ctx.attr._state_begin)
    end, end_files = _libraries(ctx.attr._state_end)
    arguments = ctx.actions.args()
    arguments.add("--compiled", compiled)
    arguments.add("--binary", binary)
    arguments.add("--report", report)
    arguments.add("--")
    arguments.add(COMPILER)
    arguments.add_all(TEST_LINKOPTS)
    arguments.add_all(first)
    arguments.add_all(begin)
    arguments.add(object_file)
    arguments.add_all(end)
    arguments.add_all(claims)
    ctx.actions.run(
        outputs = [binary, report],
        inputs = [object_file, compiled] + first_files + begin_files + end_files + claim_files,
        executable = ctx.executable._link,
        arguments = [arguments],
        mnemonic = "LinkSubmission",
        progress_message = "Linking %s" % ctx.label,
    )
    return binary, report

def _run(ctx, binary, linked):
    record = ctx.actions.declare_file(ctx.label.name + ".record.json")
    arguments = ctx.actions.args()
    arguments.add("--claims", ctx.file.claim_list)
    arguments.add("--built", linked)
    arguments.add("--binary", binary)
    arguments.add("--source", ctx.attr.exercise + ".cc")
    arguments.add("--record", record)
    arguments.add("--self_test", ctx.executable._self_test)
    inputs = [binary, linked, ctx.file.claim_list]
    if ctx.file.allowance:
        arguments.add("--allowance", ctx.file.allowance)
        inputs.append(ctx.file.allowance)
    ctx.actions.run(
        outputs = [record],
        inputs = inputs,
        tools = [ctx.executable._self_test],
        executable = ctx.executable._runner,
        arguments = [arguments],
        env = {"LOCKSTEP_ATTEMPT": ctx.attr.attempt},
        mnemonic = "RunClaims",
        progress_message = "Running the claims of %s" % ctx.label,
    )
    return record

def _graded_impl(ctx):
    # Whatever the file is called here, it is <exercise>.cc to the student.
    source = ctx.actions.declare_file("%s/%s.cc" % (ctx.label.name, ctx.attr.exercise))
    ctx.actions.symlink(output = source, target_file = ctx.file.source)
    headers = ctx.attr.contract[CcInfo].compilation_context.headers
    object_file, compiled = _compile(ctx, source, headers)
    binary, linked = _link(ctx, object_file, compiled)
    record = _run(ctx, binary, linked)
    return [
        DefaultInfo(files = depset([record])),
        OutputGroupInfo(binary = depset([binary])),
    ]

graded = rule(
    implementation = _graded_impl,
    attrs = {
        "allowance": attr.label(
            allow_single_file = [".json"],
            doc = "What its processes may use and do, if not the defaults (autograder/runner/allowance.h).",
        ),
        "attempt": attr.string(doc = "Another text runs the claims again."),
        "claim_list": attr.label(mandatory = True, allow_single_file = [".json"]),
        "claims": attr.label(mandatory = True, providers = [CcInfo]),
        "contract": attr.label(mandatory = True, providers = [CcInfo]),
        "exercise": attr.string(mandatory = True),
        "precompiled": attr.label(mandatory = True, providers = [PrecompiledInfo]),
        "rules": attr.label(mandatory = True, allow_single_file = [".txt"], doc = "Of exercise_rules."),
        "source": attr.label(mandatory = True, allow_single_file = [".cc"]),
        "_compile": attr.label(
            default = "//autograder/gate:compile",
            executable = True,
            cfg = "target",
        ),
        "_everywhere": attr.label(default = "//autograder/gate:allowed.txt", allow_single_file = True),
        "_gate": attr.label(
            default = "//autograder/gate",
            executable = True,
            cfg = "target",
        ),
        "_link": attr.label(
            default = "//autograder/gate:link",
            executable = True,
            cfg = "target",
        ),
        "_channel": attr.label(default = "//autograder/harness:channel"),
        "_state_begin": attr.label(default = "//autograder/explorer:state_begin"),
        "_state_end": attr.label(default = "//autograder/explorer:state_end"),
        "_runner": attr.label(
            default = "//autograder/runner",
            executable = True,
            cfg = "target",
        ),
        "_self_test": attr.label(
            default = "//autograder/runner:self_test_subject",
            executable = True,
            cfg = "target",
        ),
    },
    doc = "The record of one file for one exercise.",
)

def _verdict_test_impl(ctx):
    record = ctx.file.graded
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(script, "exec %s --record %s --claims %s --kind %s --source %s\n" % (
        ctx.executable._expect.short_path,
        record.short_path,
        ctx.file.claim_list.short_path,
        ctx.attr.kind,
        ctx.file.source.short_path,
    ), is_executable = True)
    runfiles = ctx.runfiles([record, ctx.file.claim_list, ctx.file.source, ctx.executable._expect])
    return [
        DefaultInfo(executable = script, runfiles = runfiles),
        # It reads three files of ours: half of what each of a thousand would cost is the sandbox.
        testing.ExecutionInfo({"no-sandbox": "1"}),
    ]

verdict_test = rule(
    implementation = _verdict_test_impl,
    attrs = {
        "claim_list": attr.label(mandatory = True, allow_single_file = [".json"]),
        "graded": attr.label(mandatory = True, allow_single_file = [".json"]),
        "kind": attr.string(mandatory = True, doc = "reference, skeleton, right or wrong"),
        "source": attr.label(mandatory = True, allow_single_file = [".cc"]),
        "_expect": attr.label(
            default = "//autograder/grade:expect",
            executable = True,
            cfg = "target",
        ),
    },
    test = True,
    doc = "Passes when the record gives what this kind of implementation must get.",
)
