"""Repositories made from Debian's packages, so that Bazel needs no network.

tools/setup installs the packages. A repository here can go once Bazel brings it by itself (rules_cc and its
companions: from Bazel 7 with bzlmod on).
"""

def _rules_cc_impl(ctx):
    # Debian 12's rules_cc 0.0.4 loads use_cpp_toolchain, which Debian 12's Bazel 4.2.3 does not have yet.
    source = ctx.path("/usr/share/bazel/rules/cc")
    if not source.exists:
        fail("Debian's package bazel-rules-cc is missing: run tools/setup")
    for name in ["BUILD", "cc", "tools"]:
        ctx.execute(["cp", "-r", "%s/%s" % (source, name), "."])
    for name in ["compiler_flag.bzl", "cc_flags_supplier.bzl"]:
        path = "cc/private/rules_impl/" + name
        ctx.template(path, ctx.path(str(source) + "/" + path), {
            ", \"use_cpp_toolchain\"": "",
            "use_cpp_toolchain()": "[\"@bazel_tools//tools/cpp:toolchain_type\"]",
        })
    ctx.file("WORKSPACE", "workspace(name = \"rules_cc\")\n")

_rules_cc = repository_rule(implementation = _rules_cc_impl, local = True)

def _coverage_stub_impl(ctx):
    # Bazel 4 resolves this one label for every test, coverage or not.
    ctx.file("BUILD", "filegroup(name = \"coverage_report_generator\", visibility = [\"//visibility:public\"])\n")

_coverage_stub = repository_rule(implementation = _coverage_stub_impl)

def googletest_repository():
    native.new_local_repository(
        name = "googletest",
        build_file = "//third_party:googletest.BUILD",
        path = "/usr/src/googletest",
    )

def debian_repositories():
    """Declares every external repository of the workspace."""
    _rules_cc(name = "rules_cc")
    native.local_repository(name = "rules_java", path = "/usr/share/bazel/rules/java")
    native.local_repository(name = "rules_proto", path = "/usr/share/bazel/rules/proto")
    native.local_repository(name = "bazel_skylib", path = "/usr/share/bazel/tools/skylib")
    native.local_repository(name = "platforms", path = "/usr/share/bazel/tools/platforms")
    _coverage_stub(name = "remote_coverage_tools")
    googletest_repository()
