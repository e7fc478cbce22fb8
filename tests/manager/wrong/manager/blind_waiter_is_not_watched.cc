// expect: lost wakeup in Manager.ADeadWaiterLosesItsPlace
// While a client waits for a lock the server does not poll its connection, as nothing can come from
// there: when it is killed then, the other locks that it holds (and its proxies) stay, until the
// lock that it waited for is released; who holds that one and acquires one of the others waits for
// ever. One thread, and a coroutine for each connection.
// SPDX-License-Identifier: MIT
#include "lessons/manager/manager.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <coroutine>
#include <cstdint>
#include <cstring>
#include <deque>
#include <exception>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

using base::Answer;
using base::Request;
using base::Status;

[[noreturn]] void fail(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty()) fail(ENOENT, "a socket file");
  if (path.size() >= sizeof address.sun_path) fail(ENAMETOOLONG, "a socket file");
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

// ---------------------------------------------------------------------------------------- server

// A coroutine that nobody holds: it runs until it sleeps, and frees itself at its end.
struct Conversation {
  struct promise_type {
    Conversation get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

struct Session {
  explicit Session(Descriptor connection) : socket(std::move(connection)) {}

  // What a conversation awaits: that something has happened. It looks itself what it was.
  struct Sleep {
    Session& session;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept { session.sleeper = handle; }
    void await_resume() const noexcept {}
  };
  Sleep sleep() { return Sleep{*this}; }
  void wake() {
    if (sleeper) std::exchange(sleeper, nullptr).resume();
  }

  Descriptor socket;
  std::string came;
  std::string to_go;
  std::map<Id, int> proxies;  // how many of each
  std::coroutine_handle<> sleeper;
  bool gone = false;            // the client
  bool ended = false;           // the conversation
  bool waits_for_lock = false;  // its client says nothing until it has an answer
};

struct Object {
  Kind kind = Kind::kValue;
  int proxies = 0;  // of all sessions
  int number = 0;
  std::vector<int> list = {};
  std::map<std::string, int> dict = {};
  Session* holder = nullptr;
  std::deque<Session*> waiting = {};
};

class Server {
 public:
  explicit Server(int listener) : listener_(listener) {}

  [[noreturn]] void serve() {
    for (;;) {
      while (!granted_.empty()) {
        Session* const next = granted_.front();
        granted_.pop_front();
        next->wake();
      }
      if (sessions_.remove_if([](const Session& session) { return session.ended; }) > 0) {
        accepts_ = true;
      }
      std::vector<pollfd> ready;
      std::vector<Session*> whose;
      for (Session& session : sessions_) {
        if (session.waits_for_lock) continue;
        const int events = session.to_go.empty() ? POLLIN : POLLOUT;
        ready.push_back({session.socket.get(), static_cast<short>(events), 0});
        whose.push_back(&session);
      }
      if (accepts_) ready.push_back({listener_, POLLIN, 0});
      if (::poll(ready.data(), ready.size(), -1) < 0) continue;
      for (std::size_t i = 0; i < whose.size(); ++i) {
        if ((ready[i].revents & POLLOUT) != 0) flush(*whose[i]);
        if ((ready[i].revents & ~POLLOUT) != 0) read_from(*whose[i]);
        if (ready[i].revents != 0) whose[i]->wake();
      }
      if (accepts_ && ready.back().revents != 0) accept();
    }
  }

 private:
  void accept() {
    Descriptor socket(::accept(listener_, nullptr, nullptr));
    if (socket.get() >= 0) {
      converse(sessions_.emplace_back(std::move(socket)));
      return;
    }
    // No descriptor is free: one is as soon as a client leaves.
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      accepts_ = sessions_.empty();
    }
  }

  void read_from(Session& session) {
    char buffer[1 << 16];
    const ssize_t got = ::recv(session.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) {
      session.came.append(buffer, static_cast<std::size_t>(got));
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
      session.gone = true;
    }
  }

  void flush(Session& session) {
    std::string& bytes = session.to_go;
    while (!bytes.empty()) {
      const ssize_t sent =
          ::send(session.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.erase(0, static_cast<std::size_t>(sent));
      } else if (errno == EAGAIN) {
        return;
      } else if (errno != EINTR) {
        bytes.clear();
        session.gone = true;
      }
    }
  }

  Conversation converse(Session& session) {
    while (!session.gone) {
      const std::optional<Request> request = base::take_request(session.came);
      if (!request) {
        co_await session.sleep();
        continue;
      }
      Answer answer;
      if (request->method == Method::kAcquire) {
        Object* const lock = find(session, request->id);
        if (lock == nullptr) {
          answer.status = Status::kNoSuchObject;
        } else if (lock->holder == nullptr) {
          lock->holder = &session;
        } else {
          lock->waiting.push_back(&session);
          session.waits_for_lock = true;
          while (lock->holder != &session) co_await session.sleep();
          session.waits_for_lock = false;
        }
      } else {
        answer = carry_out(session, *request);
      }
      session.to_go += base::to_bytes(answer);
      flush(session);
    }
    forget(session);
    session.ended = true;
  }

  // An object that the client has a proxy of.
  Object* find(const Session& session, Id id) {
    return session.proxies.count(id) == 0 ? nullptr : &objects_.at(id);
  }

  Answer carry_out(Session& session, const Request& request) {
    switch (request.method) {
      case Method::kMake: {
        const Id id = ++last_id_;
        objects_[id].kind = request.kind;
        objects_[id].number = request.number;
        add_proxy(session, id);
        return {Status::kDone, id};
      }
      case Method::kAttach: {
        const auto object = objects_.find(request.id);
        if (object == objects_.end() || object->second.kind != request.kind) {
          return {Status::kNoSuchObject, 0};
        }
        add_proxy(session, request.id);
        return {};
      }
      default:
        break;
    }
    Object* const object = find(session, request.id);
    if (object == nullptr) return {Status::kNoSuchObject, 0};
    if (request.method == Method::kDetach) {
      const auto own = session.proxies.find(request.id);
      if (--own->second == 0) session.proxies.erase(own);
      drop_proxies(request.id, 1);
      return {};
    }
    switch (object->kind) {
      case Kind::kValue:
        if (request.method == Method::kGet) return {Status::kDone, object->number};
        if (request.method == Method::kSet) object->number = request.number;
        return {};
      case Kind::kList:
        return use_list(object->list, request);
      case Kind::kDict:
        return use_dict(object->dict, request);
      case Kind::kLock:
        if (object->holder != &session) return {Status::kNotHolder, 0};
        hand_over(*object);
        return {};
    }
    return {};
  }

  static Answer use_list(std::vector<int>& list, const Request& request) {
    const auto size = static_cast<std::int64_t>(list.size());
    if (request.method == Method::kSize) return {Status::kDone, size};
    if (request.method == Method::kAppend) {
      list.push_back(request.number);
      return {};
    }
    if (request.index < 0 || request.index >= size) return {Status::kNoSuchIndex, 0};
    int& place = list[static_cast<std::size_t>(request.index)];
    if (request.method == Method::kGet) return {Status::kDone, place};
    place = request.number;
    return {};
  }

  static Answer use_dict(std::map<std::string, int>& dict, const Request& request) {
    if (request.method == Method::kSize) {
      return {Status::kDone, static_cast<std::int64_t>(dict.size())};
    }
    if (request.method == Method::kSet) {
      dict[request.key] = request.number;
      return {};
    }
    const auto place = dict.find(request.key);
    if (place == dict.end()) return {Status::kNoSuchKey, 0};
    if (request.method == Method::kGet) return {Status::kDone, place->second};
    dict.erase(place);
    return {};
  }

  void add_proxy(Session& session, Id id) {
    ++objects_.at(id).proxies;
    ++session.proxies[id];
  }

  void drop_proxies(Id id, int number) {
    const auto object = objects_.find(id);
    object->second.proxies -= number;
    if (object->second.proxies == 0) objects_.erase(object);
  }

  void hand_over(Object& lock) {
    lock.holder = nullptr;
    if (lock.waiting.empty()) return;
    lock.holder = lock.waiting.front();
    lock.waiting.pop_front();
    granted_.push_back(lock.holder);
  }

  void forget(Session& session) {
    for (auto& [id, object] : objects_) std::erase(object.waiting, &session);
    for (auto& [id, object] : objects_) {
      if (object.holder == &session) hand_over(object);
    }
    for (const auto& [id, number] : session.proxies) drop_proxies(id, number);
    session.proxies.clear();
  }

  const int listener_;
  bool accepts_ = true;
  std::list<Session> sessions_;
  std::map<Id, Object> objects_;
  Id last_id_ = 0;
  std::deque<Session*> granted_;  // have got a lock and do not know
};

// All but 0, 1, 2 and these two.
void close_all_but(int one, int other) {
  const int most = static_cast<int>(::sysconf(_SC_OPEN_MAX));
  const auto close_between = [most](unsigned from, unsigned to) {
    if (from > to || ::close_range(from, to, 0) == 0) return;
    for (int fd = static_cast<int>(from); fd < most && static_cast<unsigned>(fd) <= to; ++fd) {
      ::close(fd);
    }
  };
  unsigned from = 3;
  for (const int kept : {std::min(one, other), std::max(one, other)}) {
    if (kept < static_cast<int>(from)) continue;
    close_between(from, static_cast<unsigned>(kept) - 1);
    from = static_cast<unsigned>(kept) + 1;
  }
  close_between(from, ~0U);
}

// `busy` is a pipe's end that is closed when the server has nothing of its owner's any more.
[[noreturn]] void run_server(pid_t owner, int listener, int busy) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != owner) ::_exit(1);  // it ended before that
  close_all_but(listener, busy);
  ::close(busy);
  Server(listener).serve();
}

// ---------------------------------------------------------------------------------------- client

// The client's end of a connection.
class Connection {
 public:
  explicit Connection(Descriptor socket) : socket_(std::move(socket)), owner_(::getpid()) {}

  bool is_ours() const { return ::getpid() == owner_; }
  void close() { socket_.close(); }

  std::int64_t ask(const Request& request) {
    send_all(base::to_bytes(request));
    const Answer answer = receive();
    switch (answer.status) {
      case Status::kNoSuchKey:
        throw NoSuchKey();
      case Status::kNoSuchIndex:
        throw NoSuchIndex();
      case Status::kNotHolder:
        throw NotHolder();
      case Status::kNoSuchObject:
        throw NoSuchObject();
      case Status::kDone:
        break;
    }
    return answer.number;
  }

  void send_all(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t now =
          ::send(socket_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (now >= 0) {
        sent += static_cast<std::size_t>(now);
      } else if (errno != EINTR) {
        throw ManagerGone();
      }
    }
  }

 private:
  Answer receive() {
    for (;;) {
      if (const auto answer = base::take_answer(came_)) return *answer;
      char buffer[256];
      const ssize_t got = ::recv(socket_.get(), buffer, sizeof buffer, 0);
      if (got > 0) {
        came_.append(buffer, static_cast<std::size_t>(got));
      } else if (got == 0 || errno != EINTR) {
        throw ManagerGone();  // ECONNRESET too: it has died with our request unread
      }
    }
  }

  Descriptor socket_;
  const pid_t owner_;
  std::string came_;
};

class RemoteProxy final : public Proxy {
 public:
  RemoteProxy(std::shared_ptr<Connection> connection, Kind kind, Id id)
      : connection_(std::move(connection)), kind_(kind), id_(id) {}

  ~RemoteProxy() override {
    if (!connection_->is_ours()) return;
    try {
      connection_->ask({.method = Method::kDetach, .kind = kind_, .id = id_});
    } catch (...) {
      // The server is gone, and the object with it.
    }
  }

  Id id() const override { return id_; }

  int call(Method method, const Arguments& arguments) override {
    return static_cast<int>(connection_->ask({.method = method,
                                              .kind = kind_,
                                              .id = id_,
                                              .index = arguments.index,
                                              .number = arguments.number,
                                              .key = arguments.key}));
  }

 private:
  const std::shared_ptr<Connection> connection_;
  const Kind kind_;
  const Id id_;
};

class RemoteClient final : public Client {
 public:
  explicit RemoteClient(Descriptor socket)
      : connection_(std::make_shared<Connection>(std::move(socket))) {}
  ~RemoteClient() override { connection_->close(); }

  std::unique_ptr<Proxy> make(Kind kind, int number) override {
    const Id id = connection_->ask({.method = Method::kMake, .kind = kind, .number = number});
    return std::make_unique<RemoteProxy>(connection_, kind, id);
  }

  std::unique_ptr<Proxy> attach(Kind kind, Id id) override {
    connection_->ask({.method = Method::kAttach, .kind = kind, .id = id});
    return std::make_unique<RemoteProxy>(connection_, kind, id);
  }

 private:
  const std::shared_ptr<Connection> connection_;
};

// ----------------------------------------------------------------------------------------- owner

class ServerProcess final : public Manager {
 public:
  // The file is remembered from the root, as the owner may change its directory.
  explicit ServerProcess(const std::string& path) : path_(path), owner_(::getpid()) {
    char folder[4096];
    if (path[0] != '/' && ::getcwd(folder, sizeof folder) != nullptr) {
      path_ = std::string(folder) + "/" + path;
    }
  }
  ~ServerProcess() override {
    if (::getpid() == owner_) shutdown();
  }

  void runs_as(pid_t server) {
    server_ = server;
    runs_ = true;
  }

  void shutdown() override {
    if (!std::exchange(runs_, false)) return;
    ::kill(server_, SIGKILL);
    while (::waitpid(server_, nullptr, 0) < 0 && errno == EINTR) continue;
    ::unlink(path_.c_str());
  }

  pid_t server() const override { return server_; }

 private:
  std::string path_;
  const pid_t owner_;
  pid_t server_ = 0;
  bool runs_ = false;
};

}  // namespace

std::unique_ptr<Client> connect_to(const std::string& path) {
  const sockaddr_un address = address_of(path);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) fail(errno, "socket");
  while (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
         0) {
    if (errno == EISCONN) break;
    if (errno != EINTR) fail(errno, "connect");
  }
  return std::make_unique<RemoteClient>(std::move(socket));
}

std::unique_ptr<Manager> make_manager(const std::string& path) {
  const sockaddr_un address = address_of(path);
  auto manager = std::make_unique<ServerProcess>(path);
  Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (listener.get() < 0) fail(errno, "socket");
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail(errno, "pipe");
  const Descriptor is_busy(ends[0]);
  Descriptor busy(ends[1]);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail(errno, "bind");
  }
  const pid_t owner = ::getpid();
  const bool listens = ::listen(listener.get(), SOMAXCONN) == 0;
  const pid_t server = listens ? ::fork() : -1;
  if (server < 0) {
    const int error = errno;
    ::unlink(path.c_str());
    fail(error, listens ? "fork" : "listen");
  }
  if (server == 0) run_server(owner, listener.get(), busy.get());
  manager->runs_as(server);
  listener.close();
  busy.close();
  char nothing = 0;
  while (::read(is_busy.get(), &nothing, 1) < 0 && errno == EINTR) continue;
  return manager;
}

}  // namespace lockstep
