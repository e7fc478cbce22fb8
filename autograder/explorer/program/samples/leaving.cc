// SPDX-License-Identifier: MIT
// A sample: right, but it ends in unusual ways: main leaves by pthread_exit() while a thread goes
// on; or, as its argument says, a thread ends the process by exit() or _exit(), or main returns
// while it goes on. Destructors say that they ran.
#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

static const char* way = "";

struct Telling {
  const char* what;
  ~Telling() { std::puts(what); }
};

static Telling of_process{"a static went"};
static thread_local Telling of_thread{"a thread_local went"};

static void* last(void*) {
  if (std::strcmp(way, "exit") == 0) std::exit(0);
  if (std::strcmp(way, "_exit") == 0) _exit(0);
  return nullptr;
}

int main(int argc, char** argv) {
  if (argc > 1) way = argv[1];
  std::printf("%s has a thread_local\n", of_thread.what == nullptr ? "nobody" : "main");
  pthread_t thread;
  pthread_create(&thread, nullptr, last, nullptr);
  pthread_detach(thread);
  if (std::strcmp(way, "return") == 0) return 0;
  pthread_exit(nullptr);
}
