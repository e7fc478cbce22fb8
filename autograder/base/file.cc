// SPDX-License-Identifier: MIT
#include "autograder/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"

namespace lockstep {

std::string read_file(const std::filesystem::path& path) {
  const Fd file(check("open " + path.string(), ::open(path.c_str(), O_RDONLY | O_CLOEXEC)));
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t n = check("read " + path.string(), ::read(file.get(), buffer, sizeof buffer));
    if (n == 0) return content;
    content.append(buffer, static_cast<std::size_t>(n));
  }
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  const std::string temporary = path.string() + ".new";
  const Fd file(check("open " + temporary,
                      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)));
  while (!content.empty()) {
    const ssize_t n =
        check("write " + temporary, ::write(file.get(), content.data(), content.size()));
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  check("rename " + temporary, ::rename(temporary.c_str(), path.c_str()));
}

}  // namespace lockstep
