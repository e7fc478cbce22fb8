"""Repositories made from Debian's packages, so that Bazel needs no network.

tools/setup installs the packages. A repository here can go once Bazel brings it by itself (rules_cc and its
companions: from Bazel 7 with bzlmod on).
"""

def _rules_cc_impl(ctx):
    source = ctx.path("/usr/share/bazel/rules/cc")
    if not source.exists:
        fail("Debian's package bazel-rules-cc is missing: run tools/setup")
    for name in ["BUILD", "cc", "tools"]:
        ctx.execute(["cp", "-r", "%s/%s" % (source, name), "."])

    # Debian 12's rules_cc 0.0.4 loads use_cpp_toolchain, which Debian 12's Bazel 4.2.3 does not have yet.
    # Newer ones, for Bazel 7, keep these files elsewhere and need no change.
    for name in ["compiler_flag.bzl", "cc_flags_supplier.bzl"]:
        path = "cc/private/rules_impl/" + name
        original = ctx.path(str(source) + "/" + path)
        if original.exists:
            ctx.template(path, original, {
                ", \"use_cpp_toolchain\"": "",
                "use_cpp_toolchain()": "[\"@bazel_tools//tools/cpp:toolchain_type\"]",
            })
    ctx.file("WORKSPACE", "workspace(name = \"rules_cc\")\n")

_rules_cc = repository_rule(implementation = _rules_cc_impl, local = True)

def _coverage_stub_impl(ctx):
    # Bazel 4 resolves this one label for every test, coverage or not.
    ctx.file("BUILD", "filegroup(name = \"coverage_report_generator\", visibility = [\"//visibility:public\"])\n")

_coverage_stub = repository_rule(implementation = _coverage_stub_impl)

def _googletest_impl(ctx):
    source = ctx.path("/usr/src/googletest/googletest")
    if not source.exists:
        fail("Debian's package googletest is missing: run tools/setup")
    ctx.symlink(source, "googletest")
    ctx.symlink(ctx.attr._build_file, "BUILD")
    ctx.file("WORKSPACE", "workspace(name = \"googletest\")\n")

# In place of the native new_local_repository, which a module extension must not call.
googletest_repository = repository_rule(
    implementation = _googletest_impl,
    attrs = {"_build_file": attr.label(default = "//third_party:googletest.BUILD")},
    local = True,
)

def _compiler_impl(ctx):
    version = ctx.execute(["/usr/bin/clang++-19", "--version"])
    if version.return_code != 0:
        fail("Debian's package clang-19 is missing: run tools/setup")
    headers = ctx.execute(["dpkg-query", "-W", "libstdc++-*-dev", "libc6-dev", "linux-libc-dev"])
    ctx.file("version.txt", version.stdout + headers.stdout)
    ctx.file("BUILD", "exports_files([\"version.txt\"])\n")
    ctx.file("WORKSPACE", "workspace(name = \"compiler\")\n")

# A precompiled header serves only the compiler and the system's headers that it was made with, and Bazel looks at
# neither: their versions are a file that it does look at.
compiler_repository = repository_rule(implementation = _compiler_impl, local = True)

def debian_repositories():
    """Declares every external repository of the workspace."""
    _rules_cc(name = "rules_cc")
    native.local_repository(name = "rules_java", path = "/usr/share/bazel/rules/java")
    native.local_repository(name = "rules_proto", path = "/usr/share/bazel/rules/proto")

    # Only Bazel 7 asks for it. Debian 12 has no such package.
    native.local_repository(name = "rules_python", path = "/usr/share/bazel/rules/python")
    native.local_repository(name = "bazel_skylib", path = "/usr/share/bazel/tools/skylib")
    native.local_repository(name = "platforms", path = "/usr/share/bazel/tools/platforms")
    _coverage_stub(name = "remote_coverage_tools")
    googletest_repository(name = "googletest")
    compiler_repository(name = "compiler")
