// A right solution: each buyer names its new file anew, and writes that name into the lock file
// first. The next one reads there what a dead buyer may have left over. The lock is lockf().
// SPDX-License-Identifier: MIT
#include "lessons/lock/ticket_office.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace lockstep {
namespace {

void check(const char* call, long result) {
  if (result == -1) throw std::system_error(errno, std::generic_category(), call);
}

class File {
 public:
  File(const std::string& name, int flags, mode_t mode = 0) {
    do {
      file_ = ::open(name.c_str(), flags | O_CLOEXEC, mode);
    } while (file_ == -1 && errno == EINTR);
    check("open", file_);
  }
  ~File() { ::close(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string text() const {
    std::string all;
    for (;;) {
      char piece[256];
      const ssize_t size = ::pread(file_, piece, sizeof piece, static_cast<off_t>(all.size()));
      if (size == -1 && errno == EINTR) continue;
      check("pread", size);
      if (size == 0) return all;
      all.append(piece, static_cast<std::size_t>(size));
    }
  }

  // The text becomes this one, in several steps.
  void rewrite(const std::string& text) {
    int cut = 0;
    do {
      cut = ::ftruncate(file_, 0);
    } while (cut == -1 && errno == EINTR);
    check("ftruncate", cut);
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t size =
          ::pwrite(file_, text.data() + done, text.size() - done, static_cast<off_t>(done));
      if (size == -1 && errno == EINTR) continue;
      check("pwrite", size);
      done += static_cast<std::size_t>(size);
    }
  }

  // From offset 0, which never moves, to the end and beyond.
  void lock() {
    int result = 0;
    do {
      result = ::lockf(file_, F_LOCK, 0);
    } while (result == -1 && errno == EINTR);
    check("lockf", result);
  }

  mode_t mode() const {
    struct stat status;
    check("fstat", ::fstat(file_, &status));
    return status.st_mode & 07777;
  }
  void set_mode(mode_t mode) {
    int result = 0;
    do {
      result = ::fchmod(file_, mode);
    } while (result == -1 && errno == EINTR);
    check("fchmod", result);
  }
  void sync() {
    int result = 0;
    do {
      result = ::fsync(file_);
    } while (result == -1 && errno == EINTR);
    check("fsync", result);
  }

 private:
  int file_ = -1;
};

int remove(const std::string& name) noexcept {
  int result = 0;
  do {
    result = ::unlink(name.c_str());
  } while (result == -1 && errno == EINTR);
  return result;
}

// Removes what the last one to write into the lock file may have left over. A name that is not
// complete, with its line feed, is one of a file that was never made.
void tidy(const File& lock_file, const std::string& path) {
  std::string ending = lock_file.text();
  if (ending.empty() || ending.back() != '\n') return;
  ending.pop_back();
  if (!ending.starts_with(".buyer-") || ending.find('/') != ending.npos) return;
  if (remove(path + ending) == -1 && errno != ENOENT) check("unlink", -1);
}

}  // namespace

bool buy_ticket(const std::string& path) {
  File lock_file(path + ".lock", O_RDWR | O_CREAT, 0666);
  lock_file.lock();
  mode_t mode = 0;
  int tickets = 0;
  {
    const File old(path, O_RDONLY);
    mode = old.mode();
    tickets = base::parse_tickets(old.text());
  }
  if (tickets == 0) return false;

  tidy(lock_file, path);
  const std::string ending = ".buyer-" + std::to_string(::getpid());
  lock_file.rewrite(ending + "\n");
  const std::string fresh = path + ending;
  try {
    File file(fresh, O_WRONLY | O_CREAT | O_EXCL, 0600);
    file.rewrite(base::print_tickets(tickets - 1));
    file.set_mode(mode);
    file.sync();
    int result = 0;
    do {
      result = ::rename(fresh.c_str(), path.c_str());
    } while (result == -1 && errno == EINTR);
    check("rename", result);
  } catch (...) {
    remove(fresh);
    throw;
  }
  return true;
}

int tickets_left(const std::string& path) {
  return base::parse_tickets(File(path, O_RDONLY).text());
}

}  // namespace lockstep
