// expect: data race in Manager.CallsComeOneAfterTheOther
// Each connection has a thread, and no lock is around what they share.
// SPDX-License-Identifier: MIT
#include "lessons/manager/manager.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace lockstep {
namespace {

using base::Answer;
using base::Request;
using base::Status;

struct Session {
  int fd;
  std::map<Id, int> proxies;
};

struct Object {
  Kind kind = Kind::kValue;
  int proxies = 0;
  int number = 0;
  std::vector<int> list;
  std::map<std::string, int> dict;
  Session* holder = nullptr;
  std::list<Session*> waiting;
};

std::mutex mutex;  // guards all that follows
std::map<Id, Object> objects;
Id last_id = 0;

void send_bytes(int fd, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = ::send(fd, &bytes[sent], bytes.size() - sent, MSG_NOSIGNAL);
    if (n >= 0) {
      sent += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      throw ManagerGone();
    }
  }
}

void answer(Session& session, const Answer& answer) {
  try {
    send_bytes(session.fd, to_bytes(answer));
  } catch (const ManagerGone&) {
    // Its own thread will see it.
  }
}

void pass_on(Object& lock) {
  lock.holder = nullptr;
  if (lock.waiting.empty()) return;
  lock.holder = lock.waiting.front();
  lock.waiting.pop_front();
  answer(*lock.holder, {});
}

Answer use_list(Object& object, const Request& request) {
  const auto size = static_cast<int>(object.list.size());
  switch (request.method) {
    case Method::kSize:
      return {Status::kDone, size};
    case Method::kAppend:
      object.list.push_back(request.number);
      return {};
    default:
      break;
  }
  if (request.index < 0 || request.index >= size) return {Status::kNoSuchIndex, 0};
  const auto place = object.list.begin() + request.index;
  if (request.method == Method::kGet) return {Status::kDone, *place};
  *place = request.number;
  return {};
}

Answer use_dict(Object& object, const Request& request) {
  switch (request.method) {
    case Method::kSize:
      return {Status::kDone, static_cast<int>(object.dict.size())};
    case Method::kSet:
      object.dict.insert_or_assign(request.key, request.number);
      return {};
    case Method::kErase:
      return {object.dict.erase(request.key) == 1 ? Status::kDone : Status::kNoSuchKey, 0};
    default:
      break;
  }
  const auto entry = object.dict.find(request.key);
  if (entry == object.dict.end()) return {Status::kNoSuchKey, 0};
  return {Status::kDone, entry->second};
}

Answer use(Object& object, const Request& request) {
  if (object.kind == Kind::kList) return use_list(object, request);
  if (object.kind == Kind::kDict) return use_dict(object, request);
  if (request.method == Method::kSet) object.number = request.number;
  return {Status::kDone, object.number};
}

void forget(Session& session, Id id, int count) {
  Object& object = objects[id];
  object.proxies -= count;
  session.proxies[id] -= count;
  if (object.proxies == 0) objects.erase(id);
}

// Whether to answer at once; for a lock, not.
std::optional<Answer> lock_call(Session& session, Object& lock, const Request& request) {
  if (request.method == Method::kAcquire) {
    lock.waiting.push_back(&session);
    if (lock.holder == nullptr) pass_on(lock);
    return std::nullopt;
  }
  if (lock.holder != &session) return Answer{Status::kNotHolder, 0};
  pass_on(lock);
  return Answer{};
}

std::optional<Answer> carry_out(Session& session, const Request& request) {
  if (request.method == Method::kMake) {
    Object& object = objects[++last_id];
    object.kind = request.kind;
    object.number = request.number;
    object.proxies = session.proxies[last_id] = 1;
    return Answer{Status::kDone, last_id};
  }
  const auto found = objects.find(request.id);
  if (found == objects.end() || found->second.kind != request.kind) {
    return Answer{Status::kNoSuchObject, 0};
  }
  Object& object = found->second;
  if (request.method == Method::kAttach) {
    ++object.proxies;
    ++session.proxies[request.id];
    return Answer{};
  }
  if (request.method == Method::kDetach) {
    forget(session, request.id, 1);
    return Answer{};
  }
  if (object.kind == Kind::kLock) return lock_call(session, object, request);
  return use(object, request);
}

void end(Session& session) {
  const std::lock_guard guard(mutex);
  for (auto& [id, object] : objects) {
    object.waiting.remove(&session);
    if (object.holder == &session) pass_on(object);
  }
  for (const auto& [id, count] : std::map(session.proxies)) {
    if (count > 0) forget(session, id, count);
  }
  ::close(session.fd);  // nobody answers to it any more
}

void attend(int fd) {
  Session session{fd, {}};
  std::string bytes;
  char some[1024];
  for (;;) {
    const ssize_t n = ::read(fd, some, sizeof some);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    bytes.append(some, static_cast<std::size_t>(n));
    while (const auto request = base::take_request(bytes)) {
      if (const auto done = carry_out(session, *request)) answer(session, *done);
    }
  }
  end(session);
}

[[noreturn]] void serve(int door, pid_t owner) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != owner) ::_exit(1);
  for (int fd = 3; fd < 1024; ++fd) {
    if (fd != door) ::close(fd);
  }
  for (;;) {
    const int fd = ::accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) std::thread(attend, fd).detach();
  }
}

[[noreturn]] void give_up(const char* what, int error) {
  throw std::system_error(error, std::system_category(), what);
}

sockaddr_un named(const std::string& path) {
  sockaddr_un address;
  std::memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  if (path.length() > sizeof address.sun_path - 1) give_up("path", ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.length());
  return address;
}

int new_socket() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) give_up("socket", errno);
  return fd;
}

class Owner final : public Manager {
 public:
  explicit Owner(std::string path) : path_(std::move(path)), owner_(::getpid()) {
    const sockaddr_un address = named(path_);
    const int door = new_socket();
    bool bound = false;
    int error = 0;
    if (::bind(door, (const sockaddr*)&address, sizeof address) < 0) {
      error = errno;
    } else if (bound = true; ::listen(door, 100) < 0) {
      error = errno;
    } else if ((server_ = ::fork()) < 0) {
      error = errno;
    } else if (server_ == 0) {
      serve(door, owner_);
    }
    ::close(door);
    if (error == 0) return;
    if (bound) ::unlink(path_.c_str());
    give_up("make_manager", error);
  }

  ~Owner() override {
    if (owner_ == ::getpid()) Owner::shutdown();
  }

  void shutdown() override {
    if (std::exchange(over_, true)) return;
    ::kill(server_, SIGKILL);
    siginfo_t info;
    while (::waitid(P_PID, static_cast<id_t>(server_), &info, WEXITED) < 0 && errno == EINTR) {
    }
    ::unlink(path_.c_str());
  }

  pid_t server() const override { return server_; }

 private:
  std::string path_;
  pid_t owner_;
  pid_t server_ = -1;
  bool over_ = false;
};

class Connected;

class Remote final : public Proxy {
 public:
  Remote(Connected& client, Kind kind, Id id) : client_(client), kind_(kind), id_(id) {}
  ~Remote() override;
  Id id() const override { return id_; }
  int call(Method method, const Arguments& arguments) override;

 private:
  Connected& client_;
  Kind kind_;
  Id id_;
};

class Connected final : public Client {
 public:
  explicit Connected(const std::string& path) : maker_(::getpid()) {
    const sockaddr_un address = named(path);
    fd_ = new_socket();
    if (::connect(fd_, (const sockaddr*)&address, sizeof address) == 0) return;
    const int error = errno;
    ::close(fd_);
    give_up("connect", error);
  }
  ~Connected() override { ::close(fd_); }

  std::unique_ptr<Proxy> make(Kind kind, int number) override {
    Request request;
    request.method = Method::kMake;
    request.kind = kind;
    request.number = number;
    return std::make_unique<Remote>(*this, kind, ask(request));
  }

  std::unique_ptr<Proxy> attach(Kind kind, Id id) override {
    Request request;
    request.method = Method::kAttach;
    request.kind = kind;
    request.id = id;
    ask(request);
    return std::make_unique<Remote>(*this, kind, id);
  }

  bool is_mine() const { return maker_ == ::getpid(); }

  Id ask(const Request& request) {
    send_bytes(fd_, to_bytes(request));
    std::string bytes;
    for (;;) {
      char some[64];
      const ssize_t n = ::read(fd_, some, sizeof some);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) throw ManagerGone();
      bytes.append(some, static_cast<std::size_t>(n));
      if (const auto answer = base::take_answer(bytes)) return result(*answer);
    }
  }

 private:
  static Id result(const Answer& answer) {
    if (answer.status == Status::kNoSuchKey) throw NoSuchKey();
    if (answer.status == Status::kNoSuchIndex) throw NoSuchIndex();
    if (answer.status == Status::kNotHolder) throw NotHolder();
    if (answer.status == Status::kNoSuchObject) throw NoSuchObject();
    return answer.number;
  }

  pid_t maker_;
  int fd_;
};

Remote::~Remote() {
  if (!client_.is_mine()) return;
  Request request;
  request.method = Method::kDetach;
  request.kind = kind_;
  request.id = id_;
  try {
    client_.ask(request);
  } catch (...) {
  }
}

int Remote::call(Method method, const Arguments& arguments) {
  Request request{method, kind_, id_, arguments.index, arguments.number, arguments.key};
  return static_cast<int>(client_.ask(request));
}

}  // namespace

std::unique_ptr<Manager> make_manager(const std::string& path) {
  return std::make_unique<Owner>(path);
}

std::unique_ptr<Client> connect_to(const std::string& path) {
  return std::make_unique<Connected>(path);
}

}  // namespace lockstep
