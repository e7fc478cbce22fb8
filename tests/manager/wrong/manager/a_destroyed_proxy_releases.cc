// expect: wrong result in Manager.ALockOutlivesItsHoldersProxy
// The lock is released when its holder has no proxy of it any more.
// SPDX-License-Identifier: MIT
#include "lessons/manager/manager.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

namespace lockstep {
namespace {

using base::Answer;
using base::Request;
using base::Status;

[[noreturn]] void fail(const char* what, int error = errno) {
  throw std::system_error(error, std::generic_category(), what);
}

// False when the other side is gone. That is no signal: the process may have other plans with it.
bool send_all(int fd, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = ::send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  return true;
}

// Adds what has come, waiting for the first byte. False when the other side is gone.
bool receive_some(int fd, std::string& bytes) {
  char buffer[4096];
  ssize_t n = 0;
  while ((n = ::recv(fd, buffer, sizeof buffer, 0)) < 0 && errno == EINTR) continue;
  if (n > 0) bytes.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) fail("the name of the socket", ENAMETOOLONG);
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

class Socket {
 public:
  Socket() : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (fd_ < 0) fail("socket");
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// ---- The server.

constexpr int kNobody = -1;

struct Object {
  Kind kind;
  int number;
  int proxies = 0;
  std::vector<int> list = {};
  std::map<std::string, int> dict = {};
  int holder = kNobody;  // clients are known by their descriptors
  std::deque<int> waiting = {};
};

struct Connection {
  std::string bytes;          // what has come and is no whole request yet
  std::map<Id, int> proxies;  // how many it has of each object
};

Answer refusal(Status status) { return {status, 0}; }

Answer call_list(Object& list, const Request& request) {
  auto& numbers = list.list;
  if (request.method == Method::kSize) return {.number = static_cast<int>(numbers.size())};
  if (request.method == Method::kAppend) {
    numbers.push_back(request.number);
    return {};
  }
  if (request.index < 0 || request.index >= static_cast<int>(numbers.size())) {
    return refusal(Status::kNoSuchIndex);
  }
  int& place = numbers[static_cast<std::size_t>(request.index)];
  if (request.method == Method::kSet) place = request.number;
  return {.number = place};
}

Answer call_dict(Object& dict, const Request& request) {
  auto& entries = dict.dict;
  if (request.method == Method::kSize) return {.number = static_cast<int>(entries.size())};
  if (request.method == Method::kSet) {
    entries[request.key] = request.number;
    return {};
  }
  const auto entry = entries.find(request.key);
  if (entry == entries.end()) return refusal(Status::kNoSuchKey);
  const int number = entry->second;
  if (request.method == Method::kErase) entries.erase(entry);
  return {.number = number};
}

class Server {
 public:
  explicit Server(int door) : door_(door) {}

  [[noreturn]] void run() {
    for (;;) {
      std::vector<pollfd> entries = {{door_, POLLIN, 0}};
      for (const auto& [client, connection] : clients_) entries.push_back({client, POLLIN, 0});
      if (::poll(entries.data(), entries.size(), -1) < 0) continue;
      for (std::size_t i = 1; i < entries.size(); ++i) {
        if (entries[i].revents != 0) serve(entries[i].fd);
      }
      // Last: a new client may get the descriptor of one that has just gone.
      if (entries[0].revents != 0) let_in();
    }
  }

 private:
  void let_in() {
    const int client = ::accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) clients_[client] = {};
  }

  // One read: whatever is missing may take its time.
  void serve(int client) {
    Connection& connection = clients_[client];
    if (!receive_some(client, connection.bytes)) return drop(client);
    while (const auto request = base::take_request(connection.bytes)) {
      if (const auto answer = carry_out(client, *request)) send_all(client, to_bytes(*answer));
      // A client that is gone by now is found out at the next read.
    }
  }

  // No answer: it comes when the client has the lock.
  std::optional<Answer> carry_out(int client, const Request& request) {
    if (request.method == Method::kMake) {
      const Id id = next_id_++;
      objects_[id] = {.kind = request.kind, .number = request.number};
      add_proxy(client, id);
      return Answer{.number = id};
    }
    const auto found = objects_.find(request.id);
    if (found == objects_.end()) return refusal(Status::kNoSuchObject);
    Object& object = found->second;
    switch (request.method) {
      case Method::kAttach:
        if (object.kind != request.kind) return refusal(Status::kNoSuchObject);
        add_proxy(client, request.id);
        return Answer{};
      case Method::kDetach:
        if (--clients_[client].proxies[request.id] == 0) {
          clients_[client].proxies.erase(request.id);
          if (object.holder == client) object.holder = kNobody;
          hand_over(object);
        }
        remove_proxies(request.id, 1);
        return Answer{};
      case Method::kAcquire:
        object.waiting.push_back(client);
        hand_over(object);
        return std::nullopt;
      case Method::kRelease:
        if (object.holder != client) return refusal(Status::kNotHolder);
        object.holder = kNobody;
        hand_over(object);
        return Answer{};
      default:
        return call(object, request);
    }
  }

  static Answer call(Object& object, const Request& request) {
    if (object.kind == Kind::kList) return call_list(object, request);
    if (object.kind == Kind::kDict) return call_dict(object, request);
    if (request.method == Method::kSet) object.number = request.number;
    return {.number = object.number};
  }

  // Gives a lock that is free to the next one. If that is gone, drop() will pass it on.
  static void hand_over(Object& lock) {
    if (lock.holder != kNobody || lock.waiting.empty()) return;
    lock.holder = lock.waiting.front();
    lock.waiting.pop_front();
    send_all(lock.holder, to_bytes(Answer{}));
  }

  void add_proxy(int client, Id id) {
    ++objects_[id].proxies;
    ++clients_[client].proxies[id];
  }

  void remove_proxies(Id id, int count) {
    if ((objects_[id].proxies -= count) == 0) objects_.erase(id);
  }

  void drop(int client) {
    // It may hold a lock of which it has no proxy any more.
    for (auto& [id, object] : objects_) {
      std::erase(object.waiting, client);
      if (object.holder == client) object.holder = kNobody;
      hand_over(object);
    }
    for (const auto& [id, count] : clients_[client].proxies) remove_proxies(id, count);
    clients_.erase(client);
    ::close(client);
  }

  const int door_;
  Id next_id_ = 1;  // counts up for ever
  std::map<Id, Object> objects_;
  std::map<int, Connection> clients_;
};

// ---- The owner.

class RunningManager final : public Manager {
 public:
  explicit RunningManager(const std::string& path) : path_(path), owner_(::getpid()) {
    const sockaddr_un address = address_of(path);
    const Socket door;  // closed here when the server has its copy: else it would outlive it
    if (::bind(door.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      fail("bind");
    }
    // Before the fork, so that clients can connect from now on.
    if (::listen(door.get(), SOMAXCONN) != 0 || (server_ = ::fork()) < 0) {
      const int error = errno;
      ::unlink(path.c_str());
      fail("starting the server", error);
    }
    if (server_ == 0) serve(door.get());
  }

  ~RunningManager() override {
    if (::getpid() == owner_) shutdown();
  }

  // The server has nothing to put in order: its memory is all that it has.
  void shutdown() override {
    if (over_) return;
    over_ = true;
    ::kill(server_, SIGKILL);
    while (::waitpid(server_, nullptr, 0) < 0 && errno == EINTR) continue;
    ::unlink(path_.c_str());
  }

  pid_t server() const override { return server_; }

 private:
  [[noreturn]] void serve(int door) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != owner_) ::_exit(1);  // it died before it could be of use
    if (door > 3) ::close_range(3, static_cast<unsigned>(door) - 1, 0);
    ::close_range(static_cast<unsigned>(door) + 1, ~0u, 0);
    Server(door).run();
  }

  const std::string path_;
  const pid_t owner_;
  pid_t server_ = 0;
  bool over_ = false;
};

// ---- A client.

class ConnectedClient final : public Client {
 public:
  explicit ConnectedClient(const std::string& path) : process_(::getpid()) {
    const sockaddr_un address = address_of(path);
    while (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address)) {
      if (errno != EINTR) fail("connect");
    }
  }

  std::unique_ptr<Proxy> make(Kind kind, int number) override;
  std::unique_ptr<Proxy> attach(Kind kind, Id id) override;

  bool is_inherited() const { return ::getpid() != process_; }

  Id ask(const Request& request) {
    std::optional<Answer> answer;
    if (!send_all(socket_.get(), to_bytes(request))) throw ManagerGone();
    while (!(answer = base::take_answer(bytes_))) {
      if (!receive_some(socket_.get(), bytes_)) throw ManagerGone();
    }
    switch (answer->status) {
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
    return answer->number;
  }

 private:
  const pid_t process_;
  Socket socket_;
  std::string bytes_;
};

class RemoteProxy final : public Proxy {
 public:
  RemoteProxy(ConnectedClient& client, Kind kind, Id id) : client_(client), kind_(kind), id_(id) {}

  // Waits for the answer: when it has come the object is gone.
  ~RemoteProxy() override {
    if (client_.is_inherited()) return;
    try {
      client_.ask({.method = Method::kDetach, .kind = kind_, .id = id_});
    } catch (...) {  // as when the server is gone
    }
  }

  Id id() const override { return id_; }

  int call(Method method, const Arguments& arguments) override {
    return static_cast<int>(
        client_.ask({method, kind_, id_, arguments.index, arguments.number, arguments.key}));
  }

 private:
  ConnectedClient& client_;
  const Kind kind_;
  const Id id_;
};

std::unique_ptr<Proxy> ConnectedClient::make(Kind kind, int number) {
  const Id id = ask({.method = Method::kMake, .kind = kind, .number = number});
  return std::make_unique<RemoteProxy>(*this, kind, id);
}

std::unique_ptr<Proxy> ConnectedClient::attach(Kind kind, Id id) {
  ask({.method = Method::kAttach, .kind = kind, .id = id});
  return std::make_unique<RemoteProxy>(*this, kind, id);
}

}  // namespace

std::unique_ptr<Manager> make_manager(const std::string& path) {
  return std::make_unique<RunningManager>(path);
}

std::unique_ptr<Client> connect_to(const std::string& path) {
  return std::make_unique<ConnectedClient>(path);
}

}  // namespace lockstep
