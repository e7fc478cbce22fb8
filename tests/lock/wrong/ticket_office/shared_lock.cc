// expect: wrong result in TicketOffice.BuyersWaitAsleep
// It takes a lock that others may have at the same time.
// SPDX-License-Identifier: MIT
#include "lessons/lock/ticket_office.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace lockstep {
namespace {

int checked(const std::string& what, int result) {
  if (result < 0) throw std::system_error(errno, std::system_category(), what);
  return result;
}

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : path_(path), number_(checked(path, ::open(path.c_str(), flags | O_CLOEXEC, mode))) {}
  ~File() { ::close(number_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void lock() const {
    int result = 0;
    while ((result = ::flock(number_, LOCK_SH)) < 0 && errno == EINTR) continue;
    checked("flock " + path_, result);
  }

  std::string text() const {
    std::string text;
    char part[512];
    for (;;) {
      const ssize_t size = ::read(number_, part, sizeof part);
      if (size < 0 && errno == EINTR) continue;
      if (checked("read " + path_, static_cast<int>(size)) == 0) return text;
      text.append(part, static_cast<std::size_t>(size));
    }
  }

  void write(const std::string& text) const {
    for (std::size_t written = 0; written < text.size();) {
      const ssize_t size = ::write(number_, text.data() + written, text.size() - written);
      if (size < 0 && errno == EINTR) continue;
      written += static_cast<std::size_t>(checked("write " + path_, static_cast<int>(size)));
    }
  }

  mode_t permissions() const {
    struct stat status;
    checked("fstat " + path_, ::fstat(number_, &status));
    return status.st_mode & 07777;
  }

  void set_permissions(mode_t mode) const { checked("fchmod " + path_, ::fchmod(number_, mode)); }

  void put_on_disk() const { checked("fsync " + path_, ::fsync(number_)); }

 private:
  std::string path_;
  int number_;
};

void replace(const std::string& path, const std::string& text, mode_t permissions) {
  const std::string next = path + ".new";
  ::unlink(next.c_str());
  try {
    const File file(next, O_WRONLY | O_CREAT | O_EXCL, 0600);
    file.set_permissions(permissions);
    file.write(text);
    file.put_on_disk();
    checked("rename " + next, std::rename(next.c_str(), path.c_str()));
  } catch (...) {
    ::unlink(next.c_str());
    throw;
  }
}

}  // namespace

bool buy_ticket(const std::string& path) {
  const File door(path + ".lock", O_RDWR | O_CREAT, 0666);
  door.lock();
  const File file(path, O_RDONLY);
  const int tickets = base::parse_tickets(file.text());
  if (tickets == 0) return false;
  replace(path, base::print_tickets(tickets - 1), file.permissions());
  return true;
}

int tickets_left(const std::string& path) {
  return base::parse_tickets(File(path, O_RDONLY).text());
}

}  // namespace lockstep
