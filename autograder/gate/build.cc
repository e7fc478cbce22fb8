// SPDX-License-Identifier: MIT
#include "autograder/gate/build.h"

#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "autograder/base/file.h"
#include "autograder/gate/beginning.h"
#include "autograder/gate/bitcode.h"
#include "autograder/gate/box.h"
#include "autograder/gate/diagnostics.h"

namespace lockstep {
namespace {

constexpr int kRefused = 3;  // the exit code of the gate
constexpr int kSignalled = 128;

using Argv = std::vector<std::string>;

Argv plus(Argv argv, const Argv& more) {
  argv.insert(argv.end(), more.begin(), more.end());
  return argv;
}

// The compiler's words when it ended without an object.
BuildReport does_not_compile(const BoxResult& result) {
  std::string words = shown_diagnostics(result.words);
  if (!result.limit.empty()) {
    // Half an output of the compiler's explains nothing to anybody.
    words = "your file is over the compiler's limits: it needs more than " + result.limit + "\n";
  } else if (result.exit_code >= kSignalled) {
    words = "the compiler crashed on your file\n";
  } else if (words.empty()) {
    words = "the compiler ended without a word\n";
  }
  return {false, words, false, {}};
}

// What goes before the file in the box; empty where the file is to be read as it is.
std::string precompiled_for(Box& box, const Source& source) {
  constexpr char kName[] = "gate.pch";
  const std::string text = read_file(source.path);
  for (const std::string& beginning : source.beginnings) {
    const std::string precompiled = beginning + ".pch";
    if (!begins_with(text, read_file(beginning))) continue;
    if (std::filesystem::file_size(precompiled) == 0) return "";
    box.copy(beginning, kBeginning);
    box.copy(precompiled, kName);
    return kName;
  }
  return "";
}

BoxResult check(Box& box, const Source& source, const std::string& name) {
  Argv argv = {"./gate.program",
               "--everywhere",
               "gate.everywhere",
               "--exercise",
               "gate.exercise",
               "--source",
               name};
  for (const std::string& header : source.headers) argv = plus(argv, {"--header", header});
  box.copy(source.gate, "gate.program");
  box.copy(source.everywhere, "gate.everywhere");
  box.copy(source.exercise, "gate.exercise");
  return box.run(plus(argv, {"gate.bc"}));
}

BoxResult to_object(Box& box, const Source& source) {
  // Its flags are about C++ text too, and this is none: that much is not worth a warning.
  return box.run(plus(plus(source.compiler, source.object_flags),
                      {"-Wno-unused-command-line-argument", "-w", "-fno-crash-diagnostics",
                       "-fdiagnostics-color=never", "-c", "-o", "-", "./checked.bc"}));
}

Built built_in(Box& box, const Source& source, const std::string& name) {
  const BoxResult bitcode = to_bitcode(box, source.compiler, name, precompiled_for(box, source));
  if (!bitcode.ok()) return {does_not_compile(bitcode), ""};
  box.write("gate.bc", bitcode.output);
  const BoxResult checked = check(box, source, name);
  if (checked.exit_code == kRefused) return {{false, checked.words, true, {}}, ""};
  if (!checked.limit.empty()) return {does_not_compile(checked), ""};
  if (!checked.ok()) throw std::runtime_error("gate: " + checked.words);
  box.write("checked.bc", checked.output);
  BoxResult object = to_object(box, source);
  if (!object.ok()) return {does_not_compile(object), ""};
  return {{true, shown_diagnostics(bitcode.words), false, {}}, std::move(object.output)};
}

}  // namespace

Built build(const Source& source, const std::string& scratch) {
  if (::access(source.compiler.at(0).c_str(), X_OK) != 0) {
    throw std::runtime_error("missing: " + source.compiler[0]);
  }
  Box box(scratch);
  for (const std::string& header : source.headers) box.copy(header, header);
  const std::string name = std::filesystem::path(source.path).filename();
  box.copy(source.path, name);
  Built built = built_in(box, source, name);
  built.report.missing_layers = box.missing_layers();
  return built;
}

}  // namespace lockstep
