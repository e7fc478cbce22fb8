// expect: wrong result in TicketOffice.IsReplacedNotChanged
// It writes the new text over the old one, and cuts off the rest.
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

  void write_over(const std::string& text) const {
    checked("pwrite " + path_, static_cast<int>(::pwrite(number_, text.data(), text.size(), 0)));
    checked("ftruncate " + path_, ::ftruncate(number_, static_cast<off_t>(text.size())));
  }

  void put_on_disk() const { checked("fsync " + path_, ::fsync(number_)); }

 private:
  std::string path_;
  int number_;
};

void change(const File& file, const std::string& text) {
  file.write_over(text);
  file.put_on_disk();
}

}  // namespace

bool buy_ticket(const std::string& path) {
  const File door(path + ".lock", O_RDWR | O_CREAT, 0666);
  door.lock();
  const File file(path, O_RDWR);
  const int tickets = base::parse_tickets(file.text());
  if (tickets == 0) return false;
  change(file, base::print_tickets(tickets - 1));
  return true;
}

int tickets_left(const std::string& path) {
  return base::parse_tickets(File(path, O_RDONLY).text());
}

}  // namespace lockstep
