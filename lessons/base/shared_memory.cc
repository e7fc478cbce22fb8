// SPDX-License-Identifier: MIT
#include "lessons/base/shared_memory.h"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace base {

void* map_shared(std::size_t size) {
  void* const block =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (block == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  return block;
}

void unmap_shared(void* block, std::size_t size) noexcept { ::munmap(block, size); }

}  // namespace base
}  // namespace lockstep
