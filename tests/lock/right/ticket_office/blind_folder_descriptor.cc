// A right solution: all names are looked up in a descriptor of the folder (openat, renameat), the
// lock is one of an open file description (F_OFD_SETLKW), and a file that was left over is reused.
// SPDX-License-Identifier: MIT
#include "lessons/lock/ticket_office.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

// The call's result, however often signals interrupt it; throws when it fails otherwise.
template <class Call>
auto must(const char* name, Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  if (result == -1) fail(name);
  return result;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }

 private:
  const int number_;
};

class Folder {
 public:
  explicit Folder(const std::string& path)
      : slash_(path.rfind('/')),
        name_(slash_ == path.npos ? path : path.substr(slash_ + 1)),
        folder_(must("open folder", [&] {
          const std::string folder = slash_ == path.npos ? "." : path.substr(0, slash_ + 1);
          return ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        })) {}

  int open(const char* ending, int flags) const {
    const std::string name = name_ + ending;
    return must("openat", [&] { return ::openat(folder_, name.c_str(), flags | O_CLOEXEC, 0666); });
  }

  void remove(const char* ending) const noexcept {
    const std::string_view end = ending;
    try {
      const std::string name = name_ + std::string(end);
      while (::unlinkat(folder_, name.c_str(), 0) == -1 && errno == EINTR) continue;
    } catch (...) {
    }
  }

  void replace_by(const char* ending) const {
    const std::string name = name_ + ending;
    must("renameat", [&] { return ::renameat(folder_, name.c_str(), folder_, name_.c_str()); });
  }

 private:
  const std::size_t slash_;
  const std::string name_;
  const Descriptor folder_;
};

constexpr const char* kNew = ".new";

std::string read_all(int file) {
  std::string text;
  char piece[512];
  for (;;) {
    const ssize_t size = must("read", [&] { return ::read(file, piece, sizeof piece); });
    if (size == 0) return text;
    text.append(piece, static_cast<std::size_t>(size));
  }
}

void lock(int file) {
  must("fcntl", [&] {
    struct flock whole = {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return ::fcntl(file, F_OFD_SETLKW, &whole);
  });
}

// A file that was left over, if it is ours to write, otherwise a new one.
int open_new(const Folder& folder) {
  try {
    const int file = folder.open(kNew, O_WRONLY | O_CREAT | O_NOFOLLOW);
    struct stat status;
    if (::fstat(file, &status) == 0 && status.st_uid == ::geteuid() && S_ISREG(status.st_mode) &&
        status.st_nlink == 1) {
      return file;
    }
    ::close(file);
  } catch (const std::system_error& error) {
    if (error.code().value() != EACCES && error.code().value() != ELOOP) throw;
  }
  folder.remove(kNew);
  return folder.open(kNew, O_WRONLY | O_CREAT | O_EXCL);
}

void fill(int file, const std::string& text, mode_t mode) {
  for (std::size_t done = 0; done < text.size();) {
    done += static_cast<std::size_t>(must("pwrite", [&] {
      return ::pwrite(file, text.data() + done, text.size() - done, static_cast<off_t>(done));
    }));
  }
  must("ftruncate", [&] { return ::ftruncate(file, static_cast<off_t>(text.size())); });
  must("fchmod", [&] { return ::fchmod(file, mode & 07777); });
  must("fsync", [&] { return ::fsync(file); });
}

}  // namespace

bool buy_ticket(const std::string& path) {
  const Folder folder(path);
  const Descriptor lock_file(folder.open(".lock", O_RDWR | O_CREAT));
  lock(lock_file);
  int tickets = 0;
  struct stat status;
  {
    const Descriptor old(folder.open("", O_RDONLY));
    must("fstat", [&] { return ::fstat(old, &status); });
    tickets = base::parse_tickets(read_all(old));
  }
  if (tickets == 0) return false;
  const std::string text = base::print_tickets(tickets - 1);
  const Descriptor fresh(open_new(folder));
  try {
    fill(fresh, text, status.st_mode);
    folder.replace_by(kNew);
  } catch (...) {
    folder.remove(kNew);
    throw;
  }
  return true;
}

int tickets_left(const std::string& path) {
  const Descriptor file(must("open", [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
  return base::parse_tickets(read_all(file));
}

}  // namespace lockstep
