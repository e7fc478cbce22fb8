// expect: wrong result in Tally.AddsUp
// must not: leave something for the next submission (H15, M15)
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/attacks/run/attempt.h"

bool attempt() {
  if (::shm_open("/lockstep-attack", O_RDWR | O_CREAT, 0666) >= 0) return true;
  if (::sem_open("/lockstep-attack", O_CREAT, 0666, 1) != SEM_FAILED) return true;
  if (::mq_open("/lockstep-attack", O_RDWR | O_CREAT, 0666, nullptr) != -1) return true;
  if (::shmget(4711, 4096, IPC_CREAT | 0666) >= 0) return true;
  if (::semget(4711, 1, IPC_CREAT | 0666) >= 0) return true;
  if (::msgget(4711, IPC_CREAT | 0666) >= 0) return true;
  return ::syscall(SYS_add_key, "user", "lockstep", "attack", 6, -3) >= 0;
}
