// Honest: children, pipes, a named pipe, shared memory, a named semaphore, signals, where the exercise allows them.
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mutex>

#include "tests/attacks/run/tally.h"

namespace lockstep {
namespace {

// What a child writes into a pipe and into shared memory.
bool child_answers() {
  int ends[2];
  if (::pipe(ends) != 0) return false;
  const int file = ::shm_open("/tally", O_RDWR | O_CREAT, 0600);
  if (file < 0 || ::ftruncate(file, 4096) != 0) return false;
  void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  sem_t* const ready = ::sem_open("/ready", O_CREAT, 0600, 0);
  if (page == MAP_FAILED || ready == SEM_FAILED) return false;
  const pid_t child = ::fork();
  if (child == 0) {
    *static_cast<volatile int*>(page) = 5;
    ::_exit(::write(ends[1], "x", 1) == 1 ? 7 : 1);
  }
  char byte = 0;
  int status = 0;
  const bool read = ::read(ends[0], &byte, 1) == 1 && *static_cast<volatile int*>(page) == 5;
  const bool ended = ::waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7;
  for (const int fd : {ends[0], ends[1], file}) ::close(fd);
  return read && ended && ::sem_close(ready) == 0 && ::munmap(page, 4096) == 0;
}

// A child that waits is ended by a signal.
bool child_is_ended() {
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  int status = 0;
  return ::kill(child, SIGKILL) == 0 && ::waitpid(child, &status, 0) == child &&
         WTERMSIG(status) == SIGKILL;
}

// The type of a file decides what mknod may make.
bool only_named_pipes_are_made() {
  return ::mkfifo("/tmp/pipe", 0600) == 0 && ::unlink("/tmp/pipe") == 0 &&
         ::mknod("/tmp/device", S_IFCHR | 0600, 0x0103) != 0 &&
         ::mknod("/tmp/socket", S_IFSOCK | 0600, 0) != 0;
}

// The explorer initialises this file again before each run; processes are slow, so once is enough.
bool once() {
  if (::access("/tmp/worked", F_OK) == 0) return true;
  if (!child_answers() || !child_is_ended() || !only_named_pipes_are_made()) return false;
  const int note = ::open("/tmp/worked", O_WRONLY | O_CREAT, 0600);
  return note >= 0 && ::close(note) == 0;
}

const bool worked = once();
std::mutex mutex;
int sum = 0;

}  // namespace

void add(int n) {
  const std::lock_guard lock(mutex);
  if (worked) sum += n;
}

int total() {
  const std::lock_guard lock(mutex);
  return sum;
}

}  // namespace lockstep
