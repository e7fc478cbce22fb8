// SPDX-License-Identifier: MIT
// What the process of a claim may use and do. The defaults are for exercises about threads; another
// exercise says in a JSON file what differs: {"processes": true, "memory_mb": 512}.
#ifndef AUTOGRADER_RUNNER_ALLOWANCE_H_
#define AUTOGRADER_RUNNER_ALLOWANCE_H_

#include <filesystem>

namespace lockstep {

struct Allowance {
  // Limits, all above 0.
  int cpu_seconds = 10;   // of all processes of one claim together
  int wall_seconds = 60;  // of one claim; wide: a busy machine must not reach it
  int memory_mb = 1024;   // resident, of all processes together, with ThreadSanitizer's share
  int tasks = 128;        // threads of all processes at one time
  int file_mb = 4;        // size of one file
  int open_files = 64;    // of one process
  int output_kb = 256;    // printed to standard output and standard error together

  // What code may do. Reading and writing what is open, threads, sleeping and handling signals are
  // always allowed.
  bool processes = false;      // fork, and waiting for children
  bool programs = false;       // execve
  bool signals = false;        // sending signals to other processes of the claim
  bool pipes = false;          // pipes, eventfd, epoll, moving descriptors
  bool sockets = false;        // between processes of the claim; there is no network
  bool shared_memory = false;  // mappings, semaphores and queues shared between processes
  bool files = false;          // opening files in the jail; /tmp and /dev/shm are small
  // Rings of io_uring. Their operations pass by both filters: what holds them is the box (its
  // files, its empty network), the user and the limits, so without a box such an exercise is not
  // graded.
  bool io_uring = false;
  bool timers = false;  // alarm, timers; a claim that sleeps for good is then not noticed
};

// The kernel's limit on threads and processes: above `tasks`, so that the watch sees who goes over
// it, and with room for the jail's own.
inline int hard_limit(const Allowance& allowance) { return allowance.tasks + 256; }

// The defaults with what the file says. Throws std::exception when the file is not an object of
// known names with values of the right kind.
Allowance read_allowance(const std::filesystem::path& path);

}  // namespace lockstep

#endif  // AUTOGRADER_RUNNER_ALLOWANCE_H_
