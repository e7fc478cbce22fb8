// SPDX-License-Identifier: MIT
// Objects that belong to nobody but a server, after Python's multiprocessing.Manager: the server is
// a process that owns values, lists, dicts and locks; other processes use them by proxies, each
// call of which goes to the server and back over a Unix socket.
//
//   const auto manager = make_manager("/tmp/shop");       // starts the server
//   const auto client = connect_to("/tmp/shop");
//   Value stock = client->make_value(100);
//   if (::fork() == 0) {
//     const auto mine = connect_to("/tmp/shop");          // a connection of its own
//     mine->value(stock.id()).set(7);                     // ids travel, proxies do not
//     ::_exit(0);
//   }
//
// Calls. Each call is one step for everybody: the calls of all clients come one after the other,
// and one that has returned is seen by all that begin later. Two calls are two steps. An error in
// the server is thrown where the call was made, and changes nothing.
//
// Waiting. Only Lock::acquire() waits for what others do. Apart from it nobody holds up another:
// not a client that waits for a lock, that is stopped, that has sent only a part of a request (a
// connection on which one byte has come, and no more), or that left without its answer. Everybody
// who waits sleeps until something comes, without time-outs. Signals whose handlers return change
// nothing.
//
// Locks. A lock is held by a client, not by a process; any proxy of that client may release it.
// When it is released, one of the clients that wait for it gets it; the order is not promised. It
// stays with its holder until then, also when the holder has destroyed its proxies of it.
//
// Lives. An object is there as long as there is a proxy of it, in any client. When the destructor
// of the last one has returned the object is gone, and its id is never used again, for nothing.
//
// Deaths. A client is gone when its connection is: when it was destroyed, or when every process
// that has the descriptor has ended, however, at any moment. Then its requests of which a part is
// missing have never been, its place in each queue goes, the locks that it holds are released, and
// its proxies count as destroyed. A request that was sent whole may have been carried out or not.
//
// fork(). Manager, clients and proxies belong to the process that made them. In others, which have
// inherited them, they may only be destroyed. That changes nothing for anybody, but for this: a
// destroyed client has closed this process's copy of the descriptor. An inherited copy keeps the
// connection of a dead parent open, and with it its locks; so destroy, in a child that is to go on
// without its parent, the clients that it has inherited.
//
// The server is a child of the process that called make_manager(), its owner, which has one thread
// then. It may have threads of its own. It has none of the owner's descriptors but 0, 1 and 2, so
// nobody waits for it who waits for the end of a pipe. When the owner ends without shutdown(),
// however, the server ends as well, at once, whoever is connected; the socket file may stay then.
// No other process keeps the socket open to which clients connect.
//
// No server. When it has ended, calls throw ManagerGone, those that wait too, and connect_to()
// throws; proxies may still be destroyed. It is no SIGPIPE.
//
// Caller's errors: using one client, or proxies of it, in two threads at once; a proxy that
// outlives its client; acquiring a lock that the client holds; a call that a kind does not have;
// other bytes than requests on the socket; ignoring SIGCHLD, or waiting for the server by other
// means.
#ifndef LESSONS_MANAGER_MANAGER_H_
#define LESSONS_MANAGER_MANAGER_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "lessons/base/proxy.h"

namespace lockstep {

using base::Arguments;
using base::Dict;
using base::Id;
using base::Kind;
using base::List;
using base::Lock;
using base::ManagerGone;
using base::Method;
using base::NoSuchIndex;
using base::NoSuchKey;
using base::NoSuchObject;
using base::NotHolder;
using base::Proxy;
using base::Value;

// A connection to a server.
class Client {
 public:
  // Closes the connection. Never throws.
  virtual ~Client() = default;

  // Makes an object in the server, and its first proxy. A value begins with `number`, a list and a
  // dict empty, a lock free. Throws ManagerGone.
  virtual std::unique_ptr<Proxy> make(Kind kind, int number) = 0;

  // One proxy more of an object that is there. Throws NoSuchObject and ManagerGone.
  virtual std::unique_ptr<Proxy> attach(Kind kind, Id id) = 0;

  Value make_value(int number) { return Value(make(Kind::kValue, number)); }
  List make_list() { return List(make(Kind::kList, 0)); }
  Dict make_dict() { return Dict(make(Kind::kDict, 0)); }
  Lock make_lock() { return Lock(make(Kind::kLock, 0)); }

  Value value(Id id) { return Value(attach(Kind::kValue, id)); }
  List list(Id id) { return List(attach(Kind::kList, id)); }
  Dict dict(Id id) { return Dict(attach(Kind::kDict, id)); }
  Lock lock(Id id) { return Lock(attach(Kind::kLock, id)); }
};

// The owner's side of a server.
class Manager {
 public:
  // In the owner: shutdown().
  virtual ~Manager() = default;

  // Ends the server, whoever is connected, waits for its end, and removes the socket file. Nothing
  // is left. Also when the server has been killed. Again it does nothing.
  virtual void shutdown() = 0;

  // The process id of the server.
  virtual pid_t server() const = 0;
};

// Starts a server; when it returns, clients can connect to it at `path`, which is then a socket
// file. Throws std::system_error with the system's code: EADDRINUSE when there is a file of this
// name, which stays as it is; ENAMETOOLONG when the name has more than 107 bytes; EAGAIN when there
// can be no process ... Then nothing is left: no process, no descriptor and no new file.
std::unique_ptr<Manager> make_manager(const std::string& path);

// Connects to the server at `path`. Throws std::system_error with the system's code when there is
// none: ENOENT without a file, ECONNREFUSED without a server, ENAMETOOLONG as above. The descriptor
// is closed when a program is started by exec.
std::unique_ptr<Client> connect_to(const std::string& path);

}  // namespace lockstep

#endif  // LESSONS_MANAGER_MANAGER_H_
