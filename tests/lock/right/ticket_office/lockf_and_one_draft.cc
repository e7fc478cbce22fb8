// The lock is lockf(), with the holder's id in the lock file; one draft is emptied and used again;
// who sees that all is sold does not ask for the lock; the folder is put on the disk, too.
// SPDX-License-Identifier: MIT
#include "lessons/lock/ticket_office.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace lockstep {
namespace {

long must(long result) {
  if (result == -1) throw std::system_error(errno, std::generic_category());
  return result;
}

// Opens a file, hands it to the function, and closes it, whatever comes of it.
template <class Use>
auto with_file(const std::string& path, int flags, const Use& use) {
  const auto fd = static_cast<int>(must(::open(path.c_str(), flags | O_CLOEXEC, 0644)));
  try {
    if constexpr (std::is_void_v<decltype(use(fd))>) {
      use(fd);
      ::close(fd);
    } else {
      const auto result = use(fd);
      ::close(fd);
      return result;
    }
  } catch (...) {
    ::close(fd);
    throw;
  }
}

int number_in(int fd) {
  std::string text(256, '\0');
  std::size_t size = 0;
  for (;;) {
    if (size == text.size()) text.resize(size * 2);
    const long got = must(::read(fd, text.data() + size, text.size() - size));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return base::parse_tickets(std::string_view(text).substr(0, size));
}

void write_all(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    at += static_cast<std::size_t>(must(::write(fd, text.data() + at, text.size() - at)));
  }
}

// With the lock. Returns whether there was a ticket.
bool sell(const std::string& path) {
  const std::string draft = path + ".draft";
  struct stat old = {};
  const int left = with_file(path, O_RDONLY, [&](int fd) {
    must(::fstat(fd, &old));
    return number_in(fd);
  });
  if (left == 0) return false;
  try {
    with_file(draft, O_WRONLY | O_CREAT | O_TRUNC, [&](int fd) {
      write_all(fd, base::print_tickets(left - 1));
      must(::fchmod(fd, old.st_mode & 0777));
      must(::fsync(fd));
    });
    must(std::rename(draft.c_str(), path.c_str()));
  } catch (...) {
    const int error = errno;
    ::unlink(draft.c_str());
    errno = error;
    throw;
  }
  return true;
}

void put_folder_on_disk(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

bool buy_ticket(const std::string& path) {
  if (tickets_left(path) == 0) return false;
  // The one descriptor of the lock file in this process: closing another would give the lock back.
  return with_file(path + ".lock", O_RDWR | O_CREAT, [&](int fd) {
    while (::lockf(fd, F_LOCK, 0) != 0) {
      if (errno != EINTR) must(-1);
    }
    write_all(fd, std::to_string(::getpid()) + "\n");
    const bool sold = sell(path);
    if (sold) put_folder_on_disk(path);
    return sold;
  });
}

int tickets_left(const std::string& path) { return with_file(path, O_RDONLY, number_in); }

}  // namespace lockstep
