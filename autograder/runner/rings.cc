// SPDX-License-Identifier: MIT
#include "autograder/runner/rings.h"

#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include "autograder/base/fd.h"
#include "autograder/base/file.h"

namespace lockstep {

void check_rings(const Layers& layers) {
  if (!layers.namespaces) {
    throw std::runtime_error(
        "this exercise lets processes use io_uring, which no filter looks into, and this machine "
        "refuses the namespaces that hold it");
  }
  // 1: for administrators only, which a claim's process is not.
  constexpr char kDisabled[] = "/proc/sys/kernel/io_uring_disabled";
  if (std::filesystem::exists(kDisabled) && read_file(kDisabled) != "0\n") {
    throw std::runtime_error("this exercise is about io_uring, and this machine refuses it: " +
                             std::string(kDisabled));
  }
  io_uring_params parameters = {};
  const Fd ring(static_cast<int>(::syscall(SYS_io_uring_setup, 1, &parameters)));
  if (!ring) {
    throw std::system_error(errno, std::generic_category(),
                            "this exercise is about io_uring, and this machine refuses it");
  }
}

}  // namespace lockstep
