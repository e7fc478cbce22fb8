// SPDX-License-Identifier: MIT
// Compiled without the sanitizer: the secret is read before ThreadSanitizer has started, and system
// calls are made directly, so that nothing that a test or a student interposes stands in between.
#include "autograder/harness/channel.h"

#include <sys/syscall.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace lockstep::harness {
namespace {

bool is_supervised = false;
char secret[kSecretBytes];

long system_call(long number, long a, long b, long c) {
  long result = number;
  asm volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}

// A process without its secret cannot prove anything; it must not look as if it could.
void give_up() {
  for (;;) system_call(SYS_exit_group, 70, 0, 0);
}

void read_secret(int argc, char** argv, char**) {
  if (argc < 2 || std::strcmp(argv[1], kSupervised) != 0) return;
  is_supervised = true;
  int got = 0;
  while (got < kSecretBytes) {
    const long n =
        system_call(SYS_read, kSecretFd, reinterpret_cast<long>(secret + got), kSecretBytes - got);
    if (n <= 0) give_up();
    got += static_cast<int>(n);
  }
  system_call(SYS_close, kSecretFd, 0, 0);
}

// Entries of .preinit_array run before every constructor, in link order.
[[gnu::section(".preinit_array"), gnu::used]] void (*const read_secret_first)(int, char**,
                                                                              char**) = read_secret;

void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\t') {
      line += "\\t";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
}

}  // namespace

bool supervised() { return is_supervised; }

void tell(std::string_view word, std::string_view text) {
  if (!is_supervised) return;
  std::string line(secret, kSecretBytes);
  line.append(word).append("\t");
  append_escaped(line, text);
  line += '\n';
  const char* rest = line.data();
  long left = static_cast<long>(line.size());
  while (left > 0) {
    const long n = system_call(SYS_write, kRecordFd, reinterpret_cast<long>(rest), left);
    if (n == -EINTR) continue;
    if (n <= 0) give_up();
    rest += n;
    left -= n;
  }
}

}  // namespace lockstep::harness
