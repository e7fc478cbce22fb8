// SPDX-License-Identifier: MIT
// Checks the bitcode of a student's file, made before any pass has run over it.
//
//   gate --everywhere allowed.txt --exercise RULES.txt --source semaphore.cc --header a.h ... IN.bc
//
// Exit code 0: nothing to refuse; standard output is the bitcode to build the object from. 3: it is
// refused; standard error says why, one reason a line. 1: our part failed.
#include <cstdio>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "autograder/gate/check.h"
#include "autograder/gate/keep.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Verifier.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

namespace lockstep {
namespace {

constexpr int kRefused = 3;

struct Options {
  std::string everywhere;
  std::string exercise;
  std::string source;
  std::vector<std::string> headers;
  std::string bitcode;
};

int gate(const Options& options) {
  const GateRules rules = read_gate_rules(options.everywhere, options.exercise);
  llvm::LLVMContext context;
  llvm::SMDiagnostic fault;
  const auto module = llvm::parseIRFile(options.bitcode, fault, context);
  if (module == nullptr) throw std::runtime_error(fault.getMessage().str());
  std::set<std::string> files(options.headers.begin(), options.headers.end());
  files.insert(options.source);
  const Places places(options.source);
  Findings findings;
  const Check check{rules, places, findings};
  check_symbols(*module, check);
  check_module(*module, files, check);
  check_functions(*module, check);
  if (!findings.empty()) {
    std::fputs(findings.text(options.source).c_str(), stderr);
    return kRefused;
  }
  keep_only_what_is_asked_for(*module, rules);
  std::string wrong;
  llvm::raw_string_ostream words(wrong);
  if (llvm::verifyModule(*module, &words)) throw std::runtime_error(words.str());
  llvm::WriteBitcodeToFile(*module, llvm::outs());
  llvm::outs().flush();
  return 0;
}

}  // namespace
}  // namespace lockstep

int main(int argc, char** argv) {
  lockstep::Options options;
  CLI::App app("Checks the bitcode of a student's file.");
  app.add_option("--everywhere", options.everywhere)->required();
  app.add_option("--exercise", options.exercise)->required();
  app.add_option("--source", options.source)->required();
  app.add_option("--header", options.headers);
  app.add_option("bitcode", options.bitcode)->required();
  CLI11_PARSE(app, argc, argv);
  try {
    return lockstep::gate(options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "gate: %s\n", e.what());
    return 1;
  }
}
