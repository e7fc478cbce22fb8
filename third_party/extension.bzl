"""The repositories of debian.bzl that no module registry brings in the form that is needed here, for bzlmod."""

load(":debian.bzl", "compiler_repository", "googletest_repository")

def _system_impl(_ctx):
    googletest_repository(name = "googletest")
    compiler_repository(name = "compiler")

system = module_extension(implementation = _system_impl)
