// expect: left early in Tally.AddsUp
// must not: leave a daemon, and what processes share, behind (M12, H15)
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  ::shm_open("/lockstep-attack", O_RDWR | O_CREAT, 0666);
  ::sem_open("/lockstep-attack", O_CREAT, 0666, 1);
  ::mq_open("/lockstep-attack", O_RDWR | O_CREAT, 0666, nullptr);
  ::shmget(4711, 4096, IPC_CREAT | 0666);
  ::semget(4711, 1, IPC_CREAT | 0666);
  ::msgget(4711, IPC_CREAT | 0666);
  sockaddr_un name = {AF_UNIX, "/tmp/lockstep-attack"};
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ::bind(socket, reinterpret_cast<sockaddr*>(&name), sizeof name);
  if (::syscall(SYS_fork) == 0) {
    ::setsid();
    if (::syscall(SYS_fork) == 0) {
      for (int i = 0; i < 100; ++i) ::sleep(1);
    }
    ::_exit(0);
  }
  ::_exit(0);
}
