// SPDX-License-Identifier: MIT
// Your thread pool. The contract is in thread_pool.h; run it with
//   bazel test //lessons/pool:thread_pool_test
#include "lessons/pool/thread_pool.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyThreadPool : public ThreadPool {
 public:
  explicit MyThreadPool(int workers) {
    (void)workers;
    not_implemented("make_thread_pool");
  }

  std::future<int> submit(std::function<int()> task, Callbacks callbacks) override {
    (void)task, (void)callbacks;
    not_implemented("ThreadPool::submit");
  }

  std::vector<int> map(const std::function<int(int)>& function, const std::vector<int>& inputs,
                       int chunk) override {
    (void)function, (void)inputs, (void)chunk;
    not_implemented("ThreadPool::map");
  }

  void close() override { not_implemented("ThreadPool::close"); }

  void terminate() override { not_implemented("ThreadPool::terminate"); }

  void join() override { not_implemented("ThreadPool::join"); }
};

}  // namespace

std::unique_ptr<ThreadPool> make_thread_pool(int workers) {
  return std::make_unique<MyThreadPool>(workers);
}

}  // namespace lockstep
