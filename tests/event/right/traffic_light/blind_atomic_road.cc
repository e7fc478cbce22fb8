// SPDX-License-Identifier: MIT
// right: one atomic number (the passing cars, and a bit for "closed") with wait(), and a future for
// the stop.
#include "lessons/event/traffic_light.h"

#include <atomic>
#include <future>
#include <initializer_list>
#include <stdexcept>
#include <thread>
#include <utility>

namespace lockstep {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

class AtomicLight : public TrafficLight {
 public:
  AtomicLight(nanoseconds red, nanoseconds green, std::function<void(Colour)> turn)
      : red_(red), green_(green), turn_(std::move(turn)), first_(steady_clock::now() + red) {
    thread_ = std::thread([this] { run(); });
  }

  ~AtomicLight() override {
    stop_.set_value();
    thread_.join();
  }

  void pass(const std::function<void()>& drive) override {
    unsigned road = road_.load();
    for (;;) {
      if ((road & kClosed) != 0) {
        road_.wait(road);
        road = road_.load();
      } else if (road_.compare_exchange_weak(road, road + 1)) {
        break;
      }
    }
    const Leave leave{road_};
    drive();
  }

 private:
  static constexpr unsigned kClosed = 1u << 31;

  struct Leave {
    std::atomic<unsigned>& road;
    ~Leave() {
      if (road.fetch_sub(1) == kClosed + 1) road.notify_all();
    }
  };

  void run() {
    Colour colour = Colour::kRed;
    auto due = first_;
    while (stopped_.wait_until(due) == std::future_status::timeout) {
      close();
      colour = colour == Colour::kRed ? Colour::kGreen : Colour::kRed;
      turn_(colour);
      due = steady_clock::now() + (colour == Colour::kRed ? red_ : green_);
      if (colour == Colour::kGreen) {
        road_.fetch_and(~kClosed);
        road_.notify_all();
      }
    }
  }

  // Lets no more cars come, and waits until the last one has passed.
  void close() {
    for (unsigned road = road_.fetch_or(kClosed) | kClosed; road != kClosed; road = road_.load()) {
      road_.wait(road);
    }
  }

  const nanoseconds red_;
  const nanoseconds green_;
  const std::function<void(Colour)> turn_;  // called by thread_ only
  const steady_clock::time_point first_;
  std::atomic<unsigned> road_{kClosed};  // the cars that pass, and kClosed
  std::promise<void> stop_;
  const std::future<void> stopped_ = stop_.get_future();  // waited for by thread_ only
  std::thread thread_;
};

}  // namespace

std::unique_ptr<TrafficLight> make_traffic_light(nanoseconds red, nanoseconds green,
                                                 std::function<void(Colour)> turn) {
  for (const nanoseconds time : {red, green}) {
    if (time < nanoseconds(1) || time > std::chrono::years(1)) {
      throw std::invalid_argument("a light is red and green for 1 nanosecond to a year");
    }
  }
  return std::make_unique<AtomicLight>(red, green, std::move(turn));
}

}  // namespace lockstep
