// SPDX-License-Identifier: MIT
// The children of a process, and what becomes of them when its own code has ended, after Python's
// multiprocessing: daemonic children serve their parent and are ended with it; ordinary ones have
// work of their own and are waited for.
//
//   run_family(seconds(5), [] {
//     start_child(Kind::kDaemonic, [] { for (;;) log_the_temperature(); });
//     start_child(Kind::kOrdinary, [] { bake_the_cake(); });
//     lay_the_table();
//   });  // the cake is baked, and nobody is left
//
// A child is a process, made by fork(). It begins with the memory, the signal mask and the handlers
// that its parent has in start_child(), runs its code, and then ends: it never returns from
// start_child(). An ordinary child may start children itself, while its code runs; a daemonic one
// may not.
//
// The end. When the code of a process has returned, or an exception has left it, the process
//   1. sends SIGTERM to each of its daemonic children, without waiting in between;
//   2. waits until all of these have ended, but no longer than the grace time, counted from step 1;
//   3. kills by SIGKILL those that have not;
//   4. waits for its ordinary children, asleep, however long they take.
// So does the process that calls run_family(), and so does every ordinary child with children of
// its own, with the same grace time. No signal is sent to an ordinary child. A child that is
// stopped has not ended. Python knows no grace time: it waits for ever for a child that ignores
// SIGTERM.
//
// The death of a parent. A daemonic child does not outlive its parent, even if that is killed and
// comes to none of these steps: then the child is killed too, at once, by SIGKILL, also if it has
// not begun its code yet. Python leaves it behind.
//
// Numbers. A child that has ended stays as a zombie until the end of its parent's code, so its id
// means nobody else as long as that code runs.
//
// The process may have other children, made in other ways. They are neither ended nor waited for.
//
// Signals that the process handles may interrupt the waiting, which goes on then. The code of each
// process runs with the mask and the handlers that it had, or that its parent's code had; after
// run_family() these are as before it, but for what code has changed, and so are the open
// descriptors.
//
// Not promised: what becomes of the ordinary children of a process that is killed; what of the
// children that code makes by fork() itself, which must use nothing of this file; that what code
// leaves in the buffers of stdio is printed when a child ends. Caller's errors: more than one
// thread in a process; waiting for a child of this file; ignoring SIGCHLD.
#ifndef LESSONS_DAEMON_DAEMON_CHILD_H_
#define LESSONS_DAEMON_DAEMON_CHILD_H_

#include <sys/types.h>

#include <chrono>
#include <functional>

namespace lockstep {

enum class Kind { kOrdinary, kDaemonic };

// Runs `code` here, in the calling process, then does the steps of the end, and returns. An
// exception that leaves `code` is thrown on, after these steps. `grace` is 0 or more, at most a
// day. May be called again afterwards. Throws std::logic_error when it is called in a `code` of
// run_family() or of a child; nothing is run then.
void run_family(std::chrono::milliseconds grace, const std::function<void()>& code);

// Starts a child that runs `code`, and returns its id; it does not wait for the child. The child's
// exit status is 0 when its code has returned, and 1 when an exception has left it, which is told
// on standard error and concerns nobody else. It ends without what exit() does: no function
// registered with atexit() runs, no object of its parent is destroyed.
// Throws std::logic_error when the calling process is a daemonic child, or when no code of
// run_family() or of a child runs in it; std::system_error when the system cannot make a process.
// When it throws, no child was started, and the children that are there stay as they are.
pid_t start_child(Kind kind, const std::function<void()>& code);

}  // namespace lockstep

#endif  // LESSONS_DAEMON_DAEMON_CHILD_H_
