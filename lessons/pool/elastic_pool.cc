// SPDX-License-Identifier: MIT
// Your elastic pool. The contract is in elastic_pool.h; run it with
//   bazel test //lessons/pool:elastic_pool_test
#include "lessons/pool/elastic_pool.h"

#include "lessons/base/not_implemented.h"

namespace lockstep {
namespace {

class MyElasticPool : public ElasticPool {
 public:
  MyElasticPool(int minimum, int maximum, std::chrono::nanoseconds idle_time) {
    (void)minimum, (void)maximum, (void)idle_time;
    not_implemented("make_elastic_pool");
  }

  void submit(std::function<void()> task) override {
    (void)task;
    not_implemented("ElasticPool::submit");
  }

  int size() const override { not_implemented("ElasticPool::size"); }
};

}  // namespace

std::unique_ptr<ElasticPool> make_elastic_pool(int minimum, int maximum,
                                               std::chrono::nanoseconds idle_time) {
  return std::make_unique<MyElasticPool>(minimum, maximum, idle_time);
}

}  // namespace lockstep
