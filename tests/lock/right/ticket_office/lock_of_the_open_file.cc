// The lock is an F_OFD_SETLKW; each new file has a random name, and who has the lock first removes
// those that the dead have left.
// SPDX-License-Identifier: MIT
#include "lessons/lock/ticket_office.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace lockstep {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

struct Closer {
  int fd;
  ~Closer() { ::close(fd); }
};

int opened(const std::string& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  if (fd < 0) fail("open");
  return fd;
}

void lock_whole(int fd) {
  struct flock whole = {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  while (::fcntl(fd, F_OFD_SETLKW, &whole) != 0) {
    if (errno != EINTR) fail("fcntl");
  }
}

std::string content(int fd) {
  std::string text;
  char bytes[64];
  ssize_t got = 0;
  while ((got = ::pread(fd, bytes, sizeof bytes, static_cast<off_t>(text.size()))) != 0) {
    if (got < 0) fail("pread");
    text.append(bytes, static_cast<std::size_t>(got));
  }
  return text;
}

void sweep(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const std::string prefix = (slash == path.npos ? path : path.substr(slash + 1)) + ".new-";
  const std::unique_ptr<DIR, int (*)(DIR*)> list(::opendir(folder.c_str()), ::closedir);
  if (!list) fail("opendir");
  while (const dirent* entry = ::readdir(list.get())) {
    const std::string name = entry->d_name;
    if (name.starts_with(prefix)) ::unlink((folder + "/" + name).c_str());
  }
}

// The file that is to be the ticket file; goes away unless it has become that.
class Draft {
 public:
  explicit Draft(const std::string& path) : name_(path + ".new-XXXXXX") {
    fd_ = ::mkostemp(name_.data(), O_CLOEXEC);
    if (fd_ < 0) fail("mkostemp");
  }
  ~Draft() {
    ::close(fd_);
    if (!placed_) ::unlink(name_.c_str());
  }

  void fill(const std::string& text, mode_t mode) {
    if (::fchmod(fd_, mode) != 0) fail("fchmod");
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t put =
          ::pwrite(fd_, text.data() + done, text.size() - done, static_cast<off_t>(done));
      if (put < 0) fail("pwrite");
      done += static_cast<std::size_t>(put);
    }
    if (::fsync(fd_) != 0) fail("fsync");
  }

  void place(const std::string& path) {
    if (std::rename(name_.c_str(), path.c_str()) != 0) fail("rename");
    placed_ = true;
  }

 private:
  std::string name_;
  int fd_ = -1;
  bool placed_ = false;
};

}  // namespace

bool buy_ticket(const std::string& path) {
  const Closer door{opened(path + ".lock", O_RDWR | O_CREAT)};
  lock_whole(door.fd);
  const Closer old{opened(path, O_RDONLY)};
  const int left = base::parse_tickets(content(old.fd));
  if (left == 0) return false;
  struct stat status = {};
  if (::fstat(old.fd, &status) != 0) fail("fstat");
  sweep(path);
  Draft draft(path);
  draft.fill(base::print_tickets(left - 1), status.st_mode & 07777);
  draft.place(path);
  return true;
}

int tickets_left(const std::string& path) {
  const Closer file{opened(path, O_RDONLY)};
  return base::parse_tickets(content(file.fd));
}

}  // namespace lockstep
