// SPDX-License-Identifier: MIT
#include "autograder/gate/bitcode.h"

#include <stdexcept>

namespace lockstep {
namespace {

CompilerCommand plus(CompilerCommand command, const CompilerCommand& more) {
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

CompilerCommand front_end(const CompilerCommand& compiler) {
  return plus(compiler,
              {"-iquote", ".", "-fdebug-compilation-dir=.", "-fno-crash-diagnostics",
               "-fdiagnostics-color=never", "-ferror-limit=20", "-ftemplate-backtrace-limit=4",
               "-ftemplate-depth=512", "-fconstexpr-steps=1000000"});
}

// A precompiled header has absolute names; debug information is to have the usual ones.
CompilerCommand usual_names() { return {std::string("-ffile-prefix-map=") + Box::kInside + "=."}; }

BoxResult compile(Box& box, const CompilerCommand& compiler, const std::string& name,
                  const CompilerCommand& more) {
  return box.run(plus(plus(front_end(compiler), more),
                      {"-emit-llvm", "-Xclang", "-disable-llvm-passes", "-c", "-o", "-", name}));
}

// Whether the compiler names another file than the student's: then by what way it was included, and
// that is another one with a precompiled header.
bool names_headers(const std::string& words) {
  for (const char* sign : {Box::kInside, "/usr/", "In file included from", "<built-in>"}) {
    if (words.find(sign) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::string precompile(Box& box, const CompilerCommand& compiler) {
  BoxResult result = box.run(plus(plus(front_end(compiler), usual_names()),
                                  {"-fpch-instantiate-templates", "-Xclang", "-fno-pch-timestamp",
                                   "-x", "c++-header", "-o", "-", kBeginning}));
  if (!result.ok())
    throw std::runtime_error("precompiling headers: " + result.limit + result.words);
  return box.missing_layers().empty() ? std::move(result.output) : "";
}

BoxResult to_bitcode(Box& box, const CompilerCommand& compiler, const std::string& name,
                     const std::string& precompiled) {
  if (precompiled.empty()) return compile(box, compiler, name, {});
  const CompilerCommand with = plus(usual_names(), {"-include-pch", precompiled});
  BoxResult quick = compile(box, compiler, name, with);
  const bool boxed = box.missing_layers().empty();
  if (boxed && (!quick.limit.empty() || (quick.ok() && !names_headers(quick.words)))) return quick;
  BoxResult result = compile(box, compiler, name, {});
  if (boxed && result.ok() && !quick.ok()) {
    box.write("gate.empty.cc", "");
    const BoxResult empty = compile(box, compiler, "gate.empty.cc", with);
    if (!empty.ok()) throw std::runtime_error("the precompiled header: " + empty.words);
  }
  return result;
}

}  // namespace lockstep
