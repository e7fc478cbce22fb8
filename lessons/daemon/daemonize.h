// SPDX-License-Identifier: MIT
// Starts a daemon: a process that has nothing left of the one that started it, of which only one
// runs at a time, that says when it is ready, and that signals end and reload.
//
//   const pid_t daemon = start_daemon({.pid_file = "/tmp/clock.pid",
//                                      .work = [](int wake) { show_the_time(wake); }});
//
// The launcher is the process that calls start_daemon(). The daemon is not its child and does not
// end with it. It is
//   - in a session of its own, without a terminal, and not the leader of the session, so that it
//     can never get one;
//   - in the working directory "/", with the umask 0;
//   - on /dev/null with its descriptors 0, 1 and 2;
//   - without all other descriptors of the launcher, but for those of `keep`;
//   - with an empty signal mask and each signal's default action, whatever the launcher has, but
//     for SIGTERM and SIGHUP, which are as you need them.
// In the launcher nothing changes: directory, umask, mask, handlers and open descriptors are as
// before, no child and no zombie is left, and nothing happens twice, such as functions registered
// with atexit(). The launcher may have any of 0, 1 and 2 closed.
//
// Life of the daemon. It takes the pid file and calls prepare(). Then it is ready: the launcher is
// told, and start_daemon() returns. From then on these two signals count, however early they come:
//   SIGHUP   reload() is called; once at least after the last SIGHUP, so several may be one
//   SIGTERM  stop() is called, once, and the daemon ends with exit status 0; work() and reload()
//            are not called again. Another SIGTERM changes nothing.
// Until SIGTERM work() is called again and again. It may wait, for as long as it likes, if it also
// waits for `wake`: a descriptor that is readable (poll) when a signal has come and was not looked
// at yet. Then it has to return soon. It does not read from `wake`. No callback is called while
// another one runs: a signal that comes in the middle of one changes none of its data, not errno
// either, and what is done for it is done afterwards. It may interrupt calls (EINTR).
//
// The pid file. While the daemon lives, it holds an exclusive lock of flock() on the file, and the
// file's text is the daemon's id and a newline. Others may read it: its mode is 0644, whatever the
// umask of the launcher, when the file is new. A relative name counts from the launcher's working
// directory. A file that nobody has locked is no obstacle, whatever is in it. At the end, in order,
// the file becomes empty and stays: who removes a locked file lets others lock a new one of the
// same name.
//
// Errors. Each is thrown in the launcher, and then there is no daemon, nor will there be:
//   AlreadyRunning      another process has locked the pid file; that one is not disturbed in any
//                       way. Its holder() is the id that is in the file.
//   std::runtime_error  all else: the pid file cannot be opened or written; prepare() has thrown,
//                       and what() contains the text of what it threw (up to 4,000 characters; of
//                       std::exceptions); the system refuses a process or a descriptor; a process
//                       died on the way. start_daemon() does not wait for ever for any of this.
// When prepare() has thrown, stop() is not called, the pid file is empty, and its lock is free
// before start_daemon() throws: one may try again at once.
//
// Not promised: what becomes of signals that come before the daemon is ready; that reload() is
// called for a SIGHUP when SIGTERM has come too before anybody looked; that `wake` is readable for
// a reason only; what holder() is while the other daemon is not ready, or has ended meanwhile; the
// exit status of a daemon that failed; that the pid file is emptied when the daemon is killed.
// Caller's errors: more than one thread in the launcher; processes that prepare() leaves running;
// exceptions that leave other callbacks than prepare(); what callbacks do to SIGTERM and SIGHUP.
#ifndef LESSONS_DAEMON_DAEMONIZE_H_
#define LESSONS_DAEMON_DAEMONIZE_H_

#include <sys/types.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace lockstep {

// What the daemon does. The callbacks run in the daemon; an empty one does nothing, but for work(),
// which is needed.
struct Daemon {
  std::string pid_file = {};
  std::vector<int> keep = {};  // open descriptors above 2, which the daemon has too
  std::function<void()> prepare = {};
  std::function<void(int wake)> work = {};
  std::function<void()> reload = {};
  std::function<void()> stop = {};
};

class AlreadyRunning : public std::runtime_error {
 public:
  explicit AlreadyRunning(pid_t holder)
      : std::runtime_error("the daemon runs already, as process " + std::to_string(holder)),
        holder_(holder) {}

  pid_t holder() const { return holder_; }

 private:
  pid_t holder_;
};

// Starts the daemon, waits, asleep, until it is ready, and returns its id. Signals that the
// launcher handles may interrupt the waiting, which goes on then.
pid_t start_daemon(const Daemon& daemon);

}  // namespace lockstep

#endif  // LESSONS_DAEMON_DAEMONIZE_H_
