// SPDX-License-Identifier: MIT
// Proxies, given: what stands for an object that another process owns, and what its calls throw.
#ifndef LESSONS_BASE_PROXY_H_
#define LESSONS_BASE_PROXY_H_

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "lessons/base/request.h"

namespace lockstep {
namespace base {

// A dict has no such key.
struct NoSuchKey : std::out_of_range {
  NoSuchKey() : out_of_range("no such key") {}
};
// A list has no such index.
struct NoSuchIndex : std::out_of_range {
  NoSuchIndex() : out_of_range("no such index") {}
};
// Who releases the lock does not hold it.
struct NotHolder : std::logic_error {
  NotHolder() : logic_error("the lock is not held by this client") {}
};
// There is no object of this id and kind: there never was, or it is gone.
struct NoSuchObject : std::runtime_error {
  NoSuchObject() : runtime_error("no such object") {}
};
// The server has ended.
struct ManagerGone : std::runtime_error {
  ManagerGone() : runtime_error("the manager is gone") {}
};

// Which place of an object a call is about, and the number that it brings.
struct Arguments {
  int index = 0;
  int number = 0;
  std::string key = {};
};

// Stands for an object of the server.
class Proxy {
 public:
  // Never throws.
  virtual ~Proxy() = default;

  virtual Id id() const = 0;

  // Does something to the object, and returns the answer: a number for kGet and kSize, 0 otherwise.
  // The types below say what there is. Throws what they say, and ManagerGone.
  virtual int call(Method method, const Arguments& arguments) = 0;
};

// The types of proxies, given.
class Typed {
 public:
  explicit Typed(std::unique_ptr<Proxy> proxy) : proxy_(std::move(proxy)) {}
  Id id() const { return proxy_->id(); }

 protected:
  int call(Method method, const Arguments& arguments = {}) {
    return proxy_->call(method, arguments);
  }

 private:
  std::unique_ptr<Proxy> proxy_;
};

struct Value : Typed {
  using Typed::Typed;
  int get() { return call(Method::kGet); }
  void set(int number) { call(Method::kSet, {.number = number}); }
};

// Indexes count from 0. get() and set() throw NoSuchIndex when it is below 0, or size() or more.
struct List : Typed {
  using Typed::Typed;
  int get(int index) { return call(Method::kGet, {.index = index}); }
  void set(int index, int number) { call(Method::kSet, {.index = index, .number = number}); }
  void append(int number) { call(Method::kAppend, {.number = number}); }
  int size() { return call(Method::kSize); }
};

// Keys are any bytes, up to a million. get() and erase() throw NoSuchKey; set() makes a key.
struct Dict : Typed {
  using Typed::Typed;
  int get(const std::string& key) { return call(Method::kGet, {.key = key}); }
  void set(const std::string& key, int number) {
    call(Method::kSet, {.number = number, .key = key});
  }
  void erase(const std::string& key) { call(Method::kErase, {.key = key}); }
  int size() { return call(Method::kSize); }
};

// acquire() waits until the lock is this client's. release() throws NotHolder when it is not.
struct Lock : Typed {
  using Typed::Typed;
  void acquire() { call(Method::kAcquire); }
  void release() { call(Method::kRelease); }
};

}  // namespace base
}  // namespace lockstep

#endif  // LESSONS_BASE_PROXY_H_
