// SPDX-License-Identifier: MIT
// A ticket office: flock() on a file that stays, and a new ticket file in place of the old one.
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

// What a system call returned, if it did not fail.
int checked(const std::string& what, int result) {
  if (result < 0) throw std::system_error(errno, std::system_category(), what);
  return result;
}

// An open file. Its end closes it, and with it goes a lock: it belongs to what open() made, and
// nobody else has that. The number is not inherited by other programs.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : path_(path), number_(checked(path, ::open(path.c_str(), flags | O_CLOEXEC, mode))) {}
  ~File() { ::close(number_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // Waits, asleep. A signal ends the wait without the lock.
  void lock() const {
    int result = 0;
    while ((result = ::flock(number_, LOCK_EX)) < 0 && errno == EINTR) continue;
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

  // A disk that is almost full takes less than all.
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

// Puts a new file in the place of the old one. To be called with the lock, so there is one at a
// time, and one name is enough. What a dead buyer left there goes first: it may have permissions
// that keep us from writing to it.
void replace(const std::string& path, const std::string& text, mode_t permissions) {
  const std::string next = path + ".new";
  ::unlink(next.c_str());
  try {
    const File file(next, O_WRONLY | O_CREAT | O_EXCL, 0600);
    file.set_permissions(permissions);
    file.write(text);
    // Before the name: or a power cut may leave the name with nothing behind it.
    file.put_on_disk();
    // From here on everybody sees the new file, and up to here everybody saw the old one.
    checked("rename " + next, std::rename(next.c_str(), path.c_str()));
  } catch (...) {
    ::unlink(next.c_str());
    throw;
  }
}

}  // namespace

bool buy_ticket(const std::string& path) {
  // Not the ticket file itself: that is another file after each sale, and who waits for the lock of
  // the old one would get it although somebody is inside. And opened in each call: what a child
  // inherits is the parent's, with the parent's lock.
  const File door(path + ".lock", O_RDWR | O_CREAT, 0666);
  door.lock();
  // Only now: what was read before may be sold.
  const File file(path, O_RDONLY);
  const int tickets = base::parse_tickets(file.text());
  if (tickets == 0) return false;
  replace(path, base::print_tickets(tickets - 1), file.permissions());
  return true;
}

// One open() finds one file, which nobody changes any more: there is nothing to lock.
int tickets_left(const std::string& path) {
  return base::parse_tickets(File(path, O_RDONLY).text());
}

}  // namespace lockstep

// The standard library has no locks of files, and std::filesystem::rename() replaces in one step
// as rename() does. Python has fcntl.flock(), fcntl.lockf(), and os.replace().
