// SPDX-License-Identifier: MIT
#include "autograder/gate/box.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>

#include "autograder/base/file.h"
#include "autograder/base/process.h"

namespace lockstep {
namespace {

constexpr char kBwrap[] = "/usr/bin/bwrap";
constexpr char kPrlimit[] = "/usr/bin/prlimit";
constexpr int kStatusFd = 3;
constexpr int kSignalled = 128;

// What bubblewrap reports once the tool has really been started and has ended.
constexpr char kToolEnded[] = "\"exit-code\"";

bool has(const std::string& text, const char* part) { return text.find(part) != text.npos; }

std::vector<std::string> limited(const BoxLimits& limits) {
  const std::string cpu = std::to_string(limits.cpu_seconds);
  const std::string cpu_hard = std::to_string(limits.cpu_seconds + 2);
  // Nothing in the box can be written to; the little that is allowed is for bubblewrap's own setup.
  return {kPrlimit,        "--as=" + std::to_string(limits.memory_bytes),
          "--fsize=65536", "--cpu=" + cpu + ":" + cpu_hard,
          "--core=0",      "--nofile=256"};
}

std::vector<std::string> boxed(const std::filesystem::path& folder) {
  std::vector<std::string> argv = {kBwrap,
                                   "--unshare-user",
                                   "--unshare-all",
                                   "--uid",
                                   "65534",
                                   "--gid",
                                   "65534",
                                   "--cap-drop",
                                   "ALL",
                                   "--die-with-parent",
                                   "--new-session",
                                   "--ro-bind",
                                   "/usr",
                                   "/usr",
                                   "--symlink",
                                   "usr/lib",
                                   "/lib",
                                   "--symlink",
                                   "usr/lib64",
                                   "/lib64",
                                   "--symlink",
                                   "usr/bin",
                                   "/bin",
                                   "--ro-bind",
                                   folder.string(),
                                   Box::kInside,
                                   "--chdir",
                                   Box::kInside,
                                   "--clearenv",
                                   "--setenv",
                                   "PATH",
                                   "/usr/bin",
                                   "--setenv",
                                   "LC_ALL",
                                   "C",
                                   "--setenv",
                                   "LLVM_DISABLE_SYMBOLIZATION",
                                   "1",
                                   "--json-status-fd",
                                   std::to_string(kStatusFd)};
  // The test framework is no part of any exercise, wherever the machine has it.
  for (const char* hidden :
       {"/usr/include/gtest", "/usr/include/gmock", "/usr/src", "/usr/local"}) {
    if (!std::filesystem::is_directory(hidden)) continue;
    argv.insert(argv.end(), {"--tmpfs", hidden, "--remount-ro", hidden});
  }
  argv.insert(argv.end(), {"--remount-ro", "/"});
  return argv;
}

Finished start(std::vector<std::string> prefix, const std::vector<std::string>& argv,
               const std::filesystem::path& folder, const BoxLimits& limits) {
  Command command;
  command.argv = std::move(prefix);
  command.argv.insert(command.argv.end(), argv.begin(), argv.end());
  command.environment = {"PATH=/usr/bin", "LC_ALL=C", "LLVM_DISABLE_SYMBOLIZATION=1"};
  command.output = {
      {1, limits.output_bytes + 1}, {2, limits.words_bytes}, {kStatusFd, std::size_t{4096}}};
  command.wall_limit = std::chrono::seconds(limits.cpu_seconds) * 20;
  command.working_folder = folder;
  Finished finished = run(command);
  if (finished.wall_limit_hit) throw std::runtime_error("too slow a machine: " + argv[0]);
  return finished;
}

// Whether bubblewrap can do nothing at all here, as in a container that refuses user namespaces;
// otherwise what failed is a fault of ours.
bool refuses_boxes(const std::filesystem::path& folder) {
  const Finished finished = start(boxed(folder), {"/usr/bin/true"}, folder, {});
  return !has(finished.output.at(kStatusFd), kToolEnded);
}

std::string seconds(int count) { return std::to_string(count) + " seconds of CPU time"; }

std::string megabytes(std::size_t bytes, const char* of) {
  return std::to_string(bytes / 1'000'000) + " MB of " + of;
}

// Which limit ended the tool. That it ran out of memory only its own words say; who copies them
// into a diagnostic gets this sentence for it and nothing else.
std::string limit_of(const BoxResult& result, const BoxLimits& limits) {
  if (result.exit_code == kSignalled + SIGXCPU || result.exit_code == kSignalled + SIGKILL) {
    return seconds(limits.cpu_seconds);
  }
  if (result.output.size() > limits.output_bytes) return megabytes(limits.output_bytes, "output");
  if (result.exit_code == 0) return "";
  for (const char* words : {"LLVM ERROR: out of memory", "std::bad_alloc", "Allocation failed",
                            "Cannot allocate memory"}) {
    if (has(result.words, words)) return megabytes(limits.memory_bytes, "memory");
  }
  return "";
}

}  // namespace

void Box::copy(const std::filesystem::path& file, const std::string& name) {
  const std::filesystem::path to = folder_.path() / name;
  std::filesystem::create_directories(to.parent_path());
  std::filesystem::copy_file(file, to);
}

void Box::write(const std::string& name, const std::string& text) {
  write_file(folder_.path() / name, text);
}

BoxResult Box::run(const std::vector<std::string>& argv, const BoxLimits& limits) {
  for (const char* tool : {kBwrap, kPrlimit}) {
    if (::access(tool, X_OK) != 0) throw std::runtime_error(std::string("missing: ") + tool);
  }
  std::vector<std::string> prefix = limited(limits);
  Finished finished;
  if (missing_layers_.empty()) {
    const std::vector<std::string> more = boxed(folder_.path());
    prefix.insert(prefix.end(), more.begin(), more.end());
    finished = start(prefix, argv, folder_.path(), limits);
    if (!has(finished.output.at(kStatusFd), kToolEnded)) {
      const std::string said = finished.output.at(2);
      if (!refuses_boxes(folder_.path())) throw std::runtime_error(argv[0] + ": " + said);
      missing_layers_.push_back("compile box: bubblewrap does not work here (" + said + ")");
    }
  }
  if (!missing_layers_.empty()) finished = start(limited(limits), argv, folder_.path(), limits);
  BoxResult result{finished.signal != 0 ? kSignalled + finished.signal : finished.exit_code,
                   std::move(finished.output.at(1)), std::move(finished.output.at(2)), ""};
  result.limit = limit_of(result, limits);
  return result;
}

}  // namespace lockstep
