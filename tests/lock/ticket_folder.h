// SPDX-License-Identifier: MIT
// A ticket office of the claims, and its buyers. Calls of an office are not troubled in a trial, as
// they are made within the C library, but for the one of put() that replaces the file; those of
// buyers and Closed are.
#ifndef TESTS_LOCK_TICKET_FOLDER_H_
#define TESTS_LOCK_TICKET_FOLDER_H_

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "lessons/base/not_implemented.h"
#include "lessons/lock/ticket_office.h"
#include "tests/base/child.h"

namespace lockstep {

// A ticket file in a folder of its own, which goes away with it. In a jail /dev/shm is another file
// system than /tmp.
class Office {
 public:
  explicit Office(const std::string& text) {
    if (::mkdtemp(folder_.data()) == nullptr) std::abort();
    write(path(), text);
  }
  explicit Office(int tickets) : Office(base::print_tickets(tickets)) {}
  ~Office() {
    for (const std::string& name : files()) std::remove(name.c_str());
    std::remove(folder_.c_str());
  }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  const std::string& folder() const { return folder_; }
  std::string path() const { return folder_ + "/tickets.json"; }
  std::string lock_path() const { return path() + ".lock"; }

  // As another buyer does it: the ticket file is a new one.
  void put(const std::string& text) const {
    write(folder_ + "/next", text);
    std::rename((folder_ + "/next").c_str(), path().c_str());
  }

  std::string text() const {
    std::FILE* const file = std::fopen(path().c_str(), "r");
    if (file == nullptr) return "no file";
    const std::string text = rest_of(file);
    std::fclose(file);
    return text;
  }

  // -1 when the text is no ticket file's.
  int tickets() const {
    try {
      return base::parse_tickets(text());
    } catch (const base::BadTicketFile&) {
      return -1;
    }
  }

  // What is there besides the ticket file and the lock file.
  std::set<std::string> others() const {
    std::set<std::string> names = files();
    names.erase(path());
    names.erase(lock_path());
    return names;
  }

  static std::string rest_of(std::FILE* file) {
    std::string text;
    for (int c; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
    return text;
  }

 private:
  static void write(const std::string& path, const std::string& text) {
    std::FILE* const file = std::fopen(path.c_str(), "w");
    std::fputs(text.c_str(), file);
    std::fclose(file);
  }

  // Not by std::filesystem: what it opens may fail in a trial.
  std::set<std::string> files() const {
    std::set<std::string> names;
    DIR* const open = ::opendir(folder_.c_str());
    while (const dirent* entry = ::readdir(open)) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.insert(folder_ + "/" + name);
    }
    ::closedir(open);
    return names;
  }

  std::string folder_ = "/dev/shm/officeXXXXXX";
};

// Which file has this name; 0 for none.
inline ino_t file_at(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

// How a call ends, in words.
template <class Call>
std::string end_of(const Call& call) {
  try {
    return call();
  } catch (const base::BadTicketFile&) {
    return "bad file";
  } catch (const std::system_error& error) {
    return "refused " + std::to_string(error.code().value());
  } catch (const NotImplemented&) {
    throw;
  } catch (...) {
    return "another exception";
  }
}

inline std::string buys(const std::string& path) {
  return end_of([&] { return std::string(buy_ticket(path) ? "bought" : "sold out"); });
}

inline std::string sees(const std::string& path) {
  return end_of([&] { return std::to_string(tickets_left(path)); });
}

// Nobody can buy while it lives: it has the lock, whichever kind the office takes.
class Closed {
 public:
  enum class Lock { kExclusive, kShared };
  explicit Closed(const Office& office, Lock lock = Lock::kExclusive) {
    const bool shared = lock == Lock::kShared;
    door_ = ::open(office.lock_path().c_str(), O_RDWR | O_CREAT, 0666);
    while (::flock(door_, shared ? LOCK_SH : LOCK_EX) != 0 && errno == EINTR) continue;
    struct flock all = {};
    all.l_type = shared ? F_RDLCK : F_WRLCK;
    while (::fcntl(door_, F_OFD_SETLKW, &all) != 0 && errno == EINTR) continue;
  }
  // Children that were made meanwhile have the descriptor, too: closing it alone would not do.
  ~Closed() {
    struct flock all = {};
    all.l_type = F_UNLCK;
    ::fcntl(door_, F_OFD_SETLK, &all);
    ::flock(door_, LOCK_UN);
    ::close(door_);
  }
  Closed(const Closed&) = delete;
  Closed& operator=(const Closed&) = delete;

 private:
  int door_;
};

}  // namespace lockstep

#endif  // TESTS_LOCK_TICKET_FOLDER_H_
