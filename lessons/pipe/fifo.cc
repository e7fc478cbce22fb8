// SPDX-License-Identifier: MIT
// Your named pipe. The contract is in fifo.h; run it with
//   bazel test //lessons/pipe:fifo_test
#include "lessons/pipe/fifo.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {

std::unique_ptr<FifoReader> open_fifo_reader(const std::string& path) {
  (void)path;
  not_implemented("open_fifo_reader");
}

std::unique_ptr<FifoWriter> open_fifo_writer(const std::string& path) {
  (void)path;
  not_implemented("open_fifo_writer");
}

std::unique_ptr<FifoWriter> try_open_fifo_writer(const std::string& path) {
  (void)path;
  not_implemented("try_open_fifo_writer");
}

}  // namespace lockstep
