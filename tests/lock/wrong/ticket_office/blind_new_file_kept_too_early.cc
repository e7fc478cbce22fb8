// expect: wrong result in TicketOffice.OnTheDiskFirst
// The new file is no longer removed once it is written: when fsync() or rename() fails, the call
// throws and leaves it in the folder.
// SPDX-License-Identifier: MIT
#include "lessons/lock/ticket_office.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace lockstep {
namespace {

// The call's result, however often signals interrupt it; throws when it fails otherwise.
template <class Call>
auto checked(const char* name, Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  if (result == -1) throw std::system_error(errno, std::generic_category(), name);
  return result;
}

class File {
 public:
  File(const std::string& name, int flags, mode_t mode = 0)
      : number_(checked("open", [&] { return ::open(name.c_str(), flags | O_CLOEXEC, mode); })) {}
  ~File() { ::close(number_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int number() const { return number_; }

 private:
  const int number_;
};

void remove(const std::string& name) {
  while (::unlink(name.c_str()) == -1) {
    if (errno == ENOENT) return;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "unlink");
  }
}

// Goes away at the end, unless it is kept.
class NewFile {
 public:
  explicit NewFile(std::string name)
      : name_(std::move(name)), file_(name_, O_WRONLY | O_CREAT | O_EXCL, 0600) {}
  ~NewFile() {
    if (kept_) return;
    while (::unlink(name_.c_str()) == -1 && errno == EINTR) continue;
  }

  int number() const { return file_.number(); }
  void keep() { kept_ = true; }

 private:
  const std::string name_;
  const File file_;
  bool kept_ = false;
};

std::string read_all(int file) {
  std::string text;
  char piece[1024];
  for (;;) {
    const ssize_t size = checked("read", [&] { return ::read(file, piece, sizeof piece); });
    if (size == 0) return text;
    text.append(piece, static_cast<std::size_t>(size));
  }
}

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    done += static_cast<std::size_t>(
        checked("write", [&] { return ::write(file, text.data() + done, text.size() - done); }));
  }
}

}  // namespace

bool buy_ticket(const std::string& path) {
  const File lock(path + ".lock", O_RDWR | O_CREAT, 0666);
  checked("flock", [&] { return ::flock(lock.number(), LOCK_EX); });

  const File old(path, O_RDONLY);
  struct stat status;
  checked("fstat", [&] { return ::fstat(old.number(), &status); });
  const int tickets = base::parse_tickets(read_all(old.number()));
  if (tickets == 0) return false;

  const std::string name = path + ".new";
  remove(name);  // of a buyer that died
  NewFile fresh(name);
  write_all(fresh.number(), base::print_tickets(tickets - 1));
  checked("fchmod", [&] { return ::fchmod(fresh.number(), status.st_mode & 07777); });
  fresh.keep();  // it is complete
  checked("fsync", [&] { return ::fsync(fresh.number()); });
  checked("rename", [&] { return ::rename(name.c_str(), path.c_str()); });
  return true;
}

int tickets_left(const std::string& path) {
  const File file(path, O_RDONLY);
  return base::parse_tickets(read_all(file.number()));
}

}  // namespace lockstep
