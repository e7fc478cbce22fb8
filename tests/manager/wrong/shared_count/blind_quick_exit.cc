// expect: wrong result in SharedCount.AProcessDoesNothingElse
// A person ends by std::quick_exit(), which calls neither destructors nor what atexit() has
// registered, but does call what at_quick_exit() has: the caller's code runs in each of the
// processes. Each person asks for its turn in one pipe; the calling process holds the lock for it.
// SPDX-License-Identifier: MIT
#include "lessons/manager/shared_count.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

constexpr int kHasTaken = 3;
constexpr int kHasNone = 4;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }

  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

bool is_shortage(const std::system_error& error) {
  const int code = error.code().value();
  return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM || code == EINTR;
}

// Does what must be done, and waits while the system has nothing to do it with. When there is no
// server any more, there is nothing to be done.
template <class Action>
void insist(const Action& action) noexcept {
  for (;;) {
    try {
      action();
      return;
    } catch (const std::system_error& error) {
      if (!is_shortage(error)) return;
    } catch (...) {
      return;
    }
    ::poll(nullptr, 0, 1);
  }
}

// The lock, and a descriptor put aside, since release() needs one.
class Held {
 public:
  explicit Held(base::ManagedCount& count)
      : count_(count), aside_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
    count_.acquire();
  }
  ~Held() {
    aside_.close();
    insist([this] { count_.release(); });
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  base::ManagedCount& count_;
  Descriptor aside_;
};

struct Person {
  pid_t process;
  Descriptor turn;  // a byte here is its turn
  bool ended = false;
};

// Whether `size` bytes have come before the end.
bool read_whole(int fd, void* into, std::size_t size) {
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::read(fd, static_cast<char*>(into) + have, size - have);
    if (got > 0) {
      have += static_cast<std::size_t>(got);
    } else if (got == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

// The whole life of a person.
int live(base::ManagedCount& count, int index, int asks, int turn) noexcept {
  // So few bytes go into a pipe in one piece, whoever else writes.
  while (::write(asks, &index, sizeof index) < 0) {
    if (errno != EINTR) return kHasNone;
  }
  char now = 0;
  if (!read_whole(turn, &now, 1)) return kHasNone;
  try {
    const int number = count.get();
    if (number <= 0) return kHasNone;
    count.set(number - 1);
    return kHasTaken;
  } catch (...) {
    return kHasNone;
  }
}

// Waits for its end. Whether it has taken one.
bool reap(Person& person) {
  int status = 0;
  while (::waitpid(person.process, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  person.ended = true;
  return WIFEXITED(status) && WEXITSTATUS(status) == kHasTaken;
}

// Lets it take; the lock is held.
bool serve(base::ManagedCount& count, Person& person) {
  const int before = count.get();
  const char now = 1;
  while (::send(person.turn.get(), &now, 1, MSG_NOSIGNAL) < 0 && errno == EINTR) continue;
  const bool has_taken = reap(person);
  if (!has_taken) {
    insist([&] {
      if (count.get() != before) count.set(before);  // it was killed after it had
    });
  }
  return has_taken;
}

}  // namespace

void update(base::ManagedCount& count, const std::function<int(int number)>& change) {
  const Held held(count);
  count.set(change(count.get()));
}

int take_one_each(base::ManagedCount& count, int people) {
  if (people < 0) throw std::invalid_argument("fewer than no people");
  if (people == 0) return 0;
  std::vector<Person> persons;
  persons.reserve(static_cast<std::size_t>(people));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  Descriptor asks(ends[0]);
  Descriptor ask(ends[1]);
  int refused = 0;
  for (int index = 0; index < people; ++index) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
      refused = errno;
      break;
    }
    Descriptor mine(pair[0]);
    Descriptor its(pair[1]);
    const pid_t process = ::fork();
    if (process < 0) {
      refused = errno;
      break;
    }
    if (process == 0) {
      // Nobody's end may depend on another's.
      for (Person& other : persons) other.turn.close();
      mine.close();
      asks.close();
      std::quick_exit(live(count, index, ask.get(), its.get()));
    }
    persons.push_back(Person{process, std::move(mine)});
  }
  ask.close();

  int taken = 0;
  std::exception_ptr failure;
  try {
    int index = 0;
    while (read_whole(asks.get(), &index, sizeof index)) {
      const Held held(count);
      if (serve(count, persons[static_cast<std::size_t>(index)])) ++taken;
    }
  } catch (...) {
    failure = std::current_exception();  // the count's; the others get no turn any more
  }
  for (Person& person : persons) person.turn.close();
  for (Person& person : persons) {
    if (!person.ended) reap(person);
  }
  if (refused != 0) throw std::system_error(refused, std::generic_category(), "a person");
  if (failure) std::rethrow_exception(failure);
  return taken;
}

}  // namespace lockstep
