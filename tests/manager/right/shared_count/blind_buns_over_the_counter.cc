// Each person has a line to the calling process, which is the counter: it polls all lines. To who
// asks it says, with the lock held, how many there are; the person sets one less and ends. When its
// line is dead the counter looks how it ended, corrects the number if need be, and only then lets
// the lock go. So a killed person keeps no lock and takes nothing, wherever it was.
// SPDX-License-Identifier: MIT
#include "lessons/manager/shared_count.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

enum Ending : int { kTookOne = 11, kTookNone = 12 };

// release() needs a descriptor for a moment; what is kept here is closed before it.
int spare_descriptor() { return ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

// Until it is done, or cannot be done any more as the server is gone.
template <class Call>
void by_all_means(const Call& call) noexcept {
  for (bool again = true; again;) {
    try {
      call();
      again = false;
    } catch (const std::system_error& error) {
      const std::error_code code = error.code();
      again = code == std::errc::too_many_files_open ||
              code == std::errc::too_many_files_open_in_system ||
              code == std::errc::no_buffer_space || code == std::errc::not_enough_memory ||
              code == std::errc::interrupted;
      if (again) ::usleep(1000);
    } catch (...) {
      again = false;
    }
  }
}

struct Release {
  int spare;
  void operator()(base::ManagedCount* count) const noexcept {
    if (spare >= 0) ::close(spare);
    by_all_means([count] { count->release(); });
  }
};
using Guard = std::unique_ptr<base::ManagedCount, Release>;

Guard lock(base::ManagedCount& count) {
  const int spare = spare_descriptor();
  try {
    count.acquire();
  } catch (...) {
    if (spare >= 0) ::close(spare);
    throw;
  }
  return Guard(&count, Release{spare});
}

bool receive(int line, void* into, std::size_t size) {
  char* next = static_cast<char*>(into);
  char* const end = next + size;
  while (next != end) {
    const ssize_t got = ::recv(line, next, static_cast<std::size_t>(end - next), 0);
    if (got == 0 || (got < 0 && errno != EINTR)) return false;
    if (got > 0) next += got;
  }
  return true;
}

bool send(int line, const void* from, std::size_t size) {
  const char* next = static_cast<const char*>(from);
  const char* const end = next + size;
  while (next != end) {
    const ssize_t sent = ::send(line, next, static_cast<std::size_t>(end - next), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) return false;
    if (sent > 0) next += sent;
  }
  return true;
}

Ending person(base::ManagedCount& count, int line) noexcept {
  const char please = '?';
  int number = 0;
  if (!send(line, &please, 1) || !receive(line, &number, sizeof number)) return kTookNone;
  if (number <= 0) return kTookNone;
  try {
    count.set(number - 1);
  } catch (...) {
    return kTookNone;
  }
  return kTookOne;
}

class Counter {
 public:
  explicit Counter(base::ManagedCount& count) : count_(count) {}
  ~Counter() { send_home(); }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // Starts one process more. Returns the system's code, 0 when it has worked.
  int admit() {
    int line[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0) return errno;
    const auto place = people_.emplace(line[0], 0).first;
    place->second = ::fork();
    if (place->second == 0) {
      for (const auto& [other, process] : people_) ::close(other);
      ::_exit(person(count_, line[1]));
    }
    const int error = place->second < 0 ? errno : 0;
    ::close(line[1]);
    if (error != 0) {
      people_.erase(place);
      ::close(line[0]);
    }
    return error;
  }

  // Serves all that are there, until the last has ended. Returns how many have taken one.
  int serve() {
    int taken = 0;
    while (!people_.empty()) {
      std::vector<pollfd> lines;
      for (const auto& [line, process] : people_) lines.push_back({line, POLLIN, 0});
      if (::poll(lines.data(), lines.size(), -1) < 0) continue;
      for (const pollfd& line : lines) {
        if (line.revents != 0 && listen_to(line.fd)) ++taken;
      }
    }
    return taken;
  }

 private:
  bool listen_to(int line) {
    char asked = 0;
    if (!receive(line, &asked, 1)) {
      end_of(line);  // it was killed before it has asked
      return false;
    }
    const Guard guard = lock(count_);
    const int before = count_.get();
    send(line, &before, sizeof before);
    while (receive(line, &asked, 1)) continue;  // until it has closed its end
    if (end_of(line) == kTookOne) return true;
    by_all_means([&] {
      if (count_.get() != before) count_.set(before);
    });
    return false;
  }

  // Waits for it, and forgets it. How it ended, or -1 when it was killed.
  int end_of(int line) {
    const auto place = people_.find(line);
    const pid_t process = place->second;
    people_.erase(place);
    ::close(line);
    int status = 0;
    while (::waitpid(process, &status, 0) < 0) {
      if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  // Those that are still there get nothing any more.
  void send_home() {
    while (!people_.empty()) end_of(people_.begin()->first);
  }

  base::ManagedCount& count_;
  std::map<int, pid_t> people_;  // by their lines
};

}  // namespace

void update(base::ManagedCount& count, const std::function<int(int number)>& change) {
  const Guard guard = lock(count);
  count.set(change(count.get()));
}

int take_one_each(base::ManagedCount& count, int people) {
  if (people < 0) throw std::invalid_argument("people: " + std::to_string(people));
  Counter counter(count);
  int error = 0;
  for (int i = 0; i < people && error == 0; ++i) error = counter.admit();
  const int taken = counter.serve();
  if (error != 0) throw std::system_error(error, std::generic_category(), "a process");
  return taken;
}

}  // namespace lockstep
