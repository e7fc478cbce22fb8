// SPDX-License-Identifier: MIT
#include "autograder/gate/bitcode.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

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

void skip_comments(std::string_view& text) {
  constexpr char kBlank[] = " \t\r\n\v\f";
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    const bool line = text.starts_with("//");
    if (!line && !text.starts_with("/*")) return;
    const auto end = line ? text.find('\n') : text.find("*/", 2);
    text.remove_prefix(end == text.npos ? text.size() : end + (line ? 1 : 2));
  }
}

// Removes a word and the blanks before it; false when another one is there.
bool skip(std::string_view& text, std::string_view word) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::string precompile(Box& box, const CompilerCommand& compiler, const std::string& contract) {
  BoxResult result = box.run(plus(plus(front_end(compiler), usual_names()),
                                  {"-fpch-instantiate-templates", "-Xclang", "-fno-pch-timestamp",
                                   "-x", "c++-header", "-o", "-", contract}));
  if (!result.ok()) throw std::runtime_error(contract + ": " + result.limit + result.words);
  return box.missing_layers().empty() ? std::move(result.output) : "";
}

bool begins_with_include(const std::string& text, const std::string& header) {
  std::string_view rest = text;
  skip_comments(rest);
  return skip(rest, "#") && skip(rest, "include") && skip(rest, "\"" + header + "\"");
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
    if (!empty.ok()) throw std::runtime_error("the precompiled contract: " + empty.words);
  }
  return result;
}

}  // namespace lockstep
