// SPDX-License-Identifier: MIT
// Another right way: a shared mutex is the road, shared by cars and alone for the light, with a
// turnstile before it: the light closes it first, so cars that come later wait in front of it. The
// light sleeps on a future that the destructor makes ready.
#include "lessons/event/traffic_light.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;

class MyTrafficLight : public TrafficLight {
 public:
  MyTrafficLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn)
      : red_(red), green_(green), turn_(std::move(turn)) {
    if (red.count() < 1 || green.count() < 1) throw std::invalid_argument("no time at all");
    thread_ = std::thread([this] { run(); });
  }

  ~MyTrafficLight() override {
    stop_.set_value();
    thread_.join();
  }

  void pass(const std::function<void()>& drive) override {
    for (;;) {
      {
        std::unique_lock<std::mutex> through(turnstile_);
        const std::shared_lock<std::shared_mutex> on_the_road(road_);
        through.unlock();
        if (is_green_) return drive();
      }
      // Red. A green that has come meanwhile is no longer waited for, but looked at again.
      std::unique_lock<std::mutex> lock(mutex_);
      turned_.wait(lock, [this] { return shows_green_; });
    }
  }

 private:
  void run() {
    std::future<void> stopped = stop_.get_future();
    for (;;) {
      const auto time = is_green_ ? green_ : red_;
      if (stopped.wait_for(time) == std::future_status::ready) return;
      const std::lock_guard<std::mutex> closed(turnstile_);
      const std::lock_guard<std::shared_mutex> alone(road_);
      turn_(is_green_ ? Colour::kRed : Colour::kGreen);
      is_green_ = !is_green_;
      const std::lock_guard<std::mutex> lock(mutex_);
      shows_green_ = is_green_;
      turned_.notify_all();
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;
  std::mutex turnstile_;
  std::shared_mutex road_;
  bool is_green_ = false;  // written by the light, with the road to itself
  std::mutex mutex_;
  std::condition_variable turned_;
  bool shows_green_ = false;  // guarded by mutex_: a hint for cars that wait
  std::promise<void> stop_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  return std::make_unique<MyTrafficLight>(red, green, std::move(turn));
}

}  // namespace lockstep
