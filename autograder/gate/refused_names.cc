// SPDX-License-Identifier: MIT
#include "autograder/gate/refused_names.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

#include "llvm/Demangle/Demangle.h"

namespace lockstep {
namespace {

struct Reason {
  const char* names;  // separated by spaces; "x*" is a beginning
  const char* words;
};

// The first row that matches speaks. What is in no row is simply not needed.
constexpr Reason kReasons[] = {
    {"dl* _dl* backtrace* ptrace process_vm_*", "could reach the grader"},
    {"fork vfork _Fork clone clone3 exec* fexecve posix_spawn* system popen wait waitpid wait4",
     "starts processes"},
    {"exit _exit _Exit quick_exit atexit on_exit at_quick_exit _ZSt13set_terminate* "
     "_ZSt14set_unexpected* pthread_exit pthread_cancel",
     "could end the process before the claim is decided"},
    {"signal sig* raise kill tgkill pthread_kill pthread_sigmask bsd_signal sysv_signal",
     "changes what signals do"},
    {"setjmp _setjmp __sigsetjmp longjmp siglongjmp _longjmp getcontext makecontext swapcontext "
     "setcontext",
     "could jump over the grader"},
    {"mmap* munmap mremap mprotect pkey_* memfd_create shm_* madvise mlock* brk sbrk",
     "changes the memory of the process"},
    {"open* fopen* freopen* fdopen creat read write pread* pwrite* dup* close pipe* "
     "_ZNSt14basic_ifstream* _ZNSt14basic_ofstream* _ZNSt13basic_fstream* _ZNSt13basic_filebuf* "
     "_ZNSt10filesystem* _ZNKSt10filesystem* unlink* remove rename* mkdir* sem_open mq_*",
     "works on files"},
    {"socket* connect bind listen accept* send* recv* getaddrinfo", "talks to the network"},
    {"setenv putenv unsetenv clearenv getenv secure_getenv environ __environ",
     "works on the environment"},
    {"personality prctl setrlimit prlimit* unshare setns mount* bpf perf_event_open io_uring* "
     "set*id",
     "changes the rights of the process"},
};

bool matches(std::string_view names, std::string_view symbol) {
  std::istringstream words{std::string(names)};
  for (std::string word; words >> word;) {
    if (word.ends_with('*') ? symbol.starts_with(word.substr(0, word.size() - 1))
                            : symbol == word) {
      return true;
    }
  }
  return false;
}

// Whether `scope` is an outermost scope somewhere in `text`: not a part of a longer name.
bool mentions(std::string_view text, std::string_view scope) {
  for (auto at = text.find(scope); at != text.npos; at = text.find(scope, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    if (!std::isalnum(static_cast<unsigned char>(before)) && before != '_' && before != ':') {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string readable(std::string_view symbol) {
  std::string name = llvm::demangle(symbol);
  constexpr std::size_t kMost = 120;
  if (name.size() > kMost) name = name.substr(0, kMost) + "...";
  return name;
}

bool made_by_the_compiler(std::string_view symbol) {
  return matches(
      "__cxx_global_var_init* __cxx_global_array_dtor* __clang_call_terminate __tls_init "
      "__tls_guard __const.* __func__.* __FUNCTION__.* __PRETTY_FUNCTION__.*",
      symbol);
}

std::string why_never(std::string_view symbol) {
  if (matches("__tsan_* __sanitizer_* __interceptor_* ___interceptor_* __ubsan_* __asan_* __lsan_* "
              "__msan_* _ZN6__tsan* _ZNK6__tsan* _ZN11__sanitizer* __real_* __wrap_*",
              symbol)) {
    return readable(symbol) + " belongs to the race detector";
  }
  if (matches("Annotate* WTFAnnotate* RunningOnValgrind ValgrindSlowdown", symbol)) {
    return readable(symbol) + " tells the race detector what to overlook";
  }
  if (symbol.starts_with("lockstep_")) return readable(symbol) + " belongs to the grader";
  const std::string name = llvm::demangle(symbol);
  if (mentions(name, "testing::")) return readable(symbol) + " belongs to GoogleTest";
  if (mentions(name, "lockstep::harness") || mentions(name, "lockstep::explorer")) {
    return readable(symbol) + " belongs to the grader";
  }
  return "";
}

std::string why_not_defined(std::string_view symbol, bool function) {
  if (function && symbol == "main")
    return "main belongs to the grader: your file has no main of its own";
  if (matches("_Znw* _Zna* _Zdl* _Zda*", symbol)) {
    return readable(symbol) + " would be replaced for the whole program: define it in a class";
  }
  if (function &&
      matches("_start _init _fini malloc calloc realloc free aligned_alloc posix_memalign exit "
              "_exit _Exit abort atexit read write pthread_* sem_* mem* str* dl* syscall printf "
              "puts fork sig* open* close mmap* clock_* nanosleep usleep sched_*",
              symbol)) {
    return readable(symbol) + " belongs to the C library: give your function another name";
  }
  const bool reserved = symbol.starts_with("__") ||
                        (symbol.size() > 1 && symbol[0] == '_' && symbol[1] >= 'A' &&
                         symbol[1] <= 'Z' && symbol[1] != 'Z' && !symbol.starts_with("_GLOBAL__"));
  if (reserved && !made_by_the_compiler(symbol)) {
    return readable(symbol) +
           " is a reserved name: names with two underscores, or an underscore "
           "and a capital, belong to the compiler";
  }
  return "";
}

std::string why_not_allowed(std::string_view symbol) {
  std::string words = readable(symbol) + " is not needed for this exercise";
  const auto* const reason =
      std::ranges::find_if(kReasons, [&](const Reason& row) { return matches(row.names, symbol); });
  if (reason != std::end(kReasons)) words += std::string(" and ") + reason->words;
  return words;
}

}  // namespace lockstep
