// expect: data race in Manager.ObjectsMadeAtOnceDiffer
// A new object is put together before the mutex is taken, and its id with it: two clients that make
// objects at once count up the same number in two threads, and may get one id for two objects. A
// thread for each connection; who releases a lock answers the client that gets it.
// SPDX-License-Identifier: MIT
#include "lessons/manager/manager.h"

#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <thread>
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

// One connection. Guarded by the server's mutex, but for the descriptor, which is constant.
struct Peer {
  explicit Peer(int connection) : socket(connection) {}
  const int socket;
  std::multiset<Id> proxies = {};
};

// Guarded by the server's mutex.
struct Object {
  Kind kind = Kind::kValue;
  int proxies = 0;  // of all peers
  int number = 0;
  std::vector<int> list = {};
  std::map<std::string, int> dict = {};
  Peer* holder = nullptr;
  std::deque<Peer*> waiting = {};
};

class Server {
 public:
  explicit Server(int listener) : listener_(listener) {}

  [[noreturn]] void serve() {
    for (;;) {
      const long ended = how_many_ended();
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket >= 0) {
        begin(socket);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        await_an_end_after(ended);
      }
    }
  }

 private:
  long how_many_ended() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return ended_;
  }

  // Returns as soon as a connection has ended since there were `ended`, or when there is none.
  void await_an_end_after(long ended) {
    std::unique_lock<std::mutex> guard(mutex_);
    one_ended_.wait(guard, [&] { return ended_ != ended || begun_ == ended_; });
  }

  void begin(int socket) {
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      ++begun_;
    }
    for (;;) {
      const long ended = how_many_ended();
      try {
        std::thread([this, socket] { attend(socket); }).detach();
        return;
      } catch (const std::system_error&) {
        std::unique_lock<std::mutex> guard(mutex_);
        one_ended_.wait(guard, [&] { return ended_ != ended || begun_ == ended_ + 1; });
      }
    }
  }

  void attend(int socket) {
    Peer peer(socket);
    std::string came;
    std::vector<char> buffer(1 << 16);
    for (;;) {
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      came.append(buffer.data(), static_cast<std::size_t>(got));
      while (const auto request = base::take_request(came)) {
        Object fresh;
        Id id = request->id;
        if (request->method == Method::kMake) {
          fresh.kind = request->kind;
          fresh.number = request->number;
          id = ++last_id_;
        }
        const std::lock_guard<std::mutex> guard(mutex_);
        if (request->method == Method::kMake) objects_[id] = std::move(fresh);
        serve_one(peer, *request, id);
      }
    }
    const std::lock_guard<std::mutex> guard(mutex_);
    forget(peer);
    ::close(socket);
    ++ended_;
    one_ended_.notify_all();
  }

  // From here on the mutex is held.

  // Never waits: an answer is a few bytes, and a client has one call at a time. Who does not take
  // it all the same is cut off, which its thread sees.
  static void say(const Peer& peer, const Answer& answer) {
    const std::string bytes = base::to_bytes(answer);
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t now = ::send(peer.socket, bytes.data() + sent, bytes.size() - sent,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
      if (now >= 0) {
        sent += static_cast<std::size_t>(now);
      } else if (errno != EINTR) {
        ::shutdown(peer.socket, SHUT_RDWR);
        return;
      }
    }
  }

  // `id` is that of the object, a new one or one that is there.
  void serve_one(Peer& peer, const Request& request, Id id) {
    if (request.method != Method::kAcquire) {
      say(peer, carry_out(peer, request, id));
      return;
    }
    Object* const lock = find(peer, request.id);
    if (lock == nullptr) {
      say(peer, {Status::kNoSuchObject, 0});
      return;
    }
    lock->waiting.push_back(&peer);
    if (lock->holder == nullptr) hand_over(*lock);
  }

  // An object that the client has a proxy of.
  Object* find(const Peer& peer, Id id) {
    return peer.proxies.count(id) == 0 ? nullptr : &objects_.at(id);
  }

  Answer carry_out(Peer& peer, const Request& request, Id id) {
    switch (request.method) {
      case Method::kMake: {
        add_proxy(peer, id);
        return {Status::kDone, id};
      }
      case Method::kAttach: {
        const auto object = objects_.find(request.id);
        if (object == objects_.end() || object->second.kind != request.kind) {
          return {Status::kNoSuchObject, 0};
        }
        add_proxy(peer, request.id);
        return {};
      }
      default:
        break;
    }
    Object* const object = find(peer, request.id);
    if (object == nullptr) return {Status::kNoSuchObject, 0};
    if (request.method == Method::kDetach) {
      peer.proxies.erase(peer.proxies.find(request.id));
      drop_proxy(request.id);
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
        if (object->holder != &peer) return {Status::kNotHolder, 0};
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

  void add_proxy(Peer& peer, Id id) {
    ++objects_.at(id).proxies;
    peer.proxies.insert(id);
  }

  void drop_proxy(Id id) {
    const auto object = objects_.find(id);
    if (--object->second.proxies == 0) objects_.erase(object);
  }

  // To one of those that wait. When it is gone its thread comes by soon, and hands it on.
  void hand_over(Object& lock) {
    lock.holder = nullptr;
    if (lock.waiting.empty()) return;
    lock.holder = lock.waiting.front();
    lock.waiting.pop_front();
    say(*lock.holder, {});
  }

  void forget(Peer& peer) {
    for (auto& [id, object] : objects_) std::erase(object.waiting, &peer);
    for (auto& [id, object] : objects_) {
      if (object.holder == &peer) hand_over(object);
    }
    for (const Id id : peer.proxies) drop_proxy(id);
    peer.proxies.clear();
  }

  const int listener_;
  std::mutex mutex_;
  std::condition_variable one_ended_;
  long begun_ = 0;
  long ended_ = 0;
  std::map<Id, Object> objects_;
  Id last_id_ = 0;
};

// All but 0, 1, 2 and this one.
void close_all_but(int kept) {
  DIR* const list = ::opendir("/proc/self/fd");
  if (list == nullptr) {
    const int most = static_cast<int>(::sysconf(_SC_OPEN_MAX));
    for (int fd = 3; fd < most; ++fd) {
      if (fd != kept) ::close(fd);
    }
    return;
  }
  std::vector<int> open;
  while (const dirent* const entry = ::readdir(list)) {
    const int fd = std::atoi(entry->d_name);  // 0 for "." and ".."
    if (fd > 2 && fd != kept && fd != ::dirfd(list)) open.push_back(fd);
  }
  ::closedir(list);
  for (const int fd : open) ::close(fd);
}

[[noreturn]] void run_server(pid_t owner, int listener) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != owner) ::_exit(1);  // it ended before that
  close_all_but(listener);
  // For the threads' sake never destroyed; nor is it, as serve() does not return.
  Server server(listener);
  server.serve();
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
  Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (listener.get() < 0) fail(errno, "socket");
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
  if (server == 0) run_server(owner, listener.get());
  manager->runs_as(server);  // from here on its destructor clears up
  listener.close();
  // When it answers it has closed what it has inherited.
  try {
    connect_to(path)->attach(Kind::kValue, 0);
  } catch (const NoSuchObject&) {
    // As it should be: ids begin with 1.
  } catch (const ManagerGone&) {
    // It has been killed already.
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::connection_refused) throw;
  }
  return manager;
}

}  // namespace lockstep
