// SPDX-License-Identifier: MIT
// A traffic light at a narrow road. It turns by itself, in a thread of its own; cars are threads
// that wait for green and then pass.
//
// An event "it is green" is not enough: a car that has just seen it would pass while the light
// turns. So passing and turning exclude each other: while a car passes the light does not turn, and
// while the light turns no car passes.
//
// Blocking: pass() waits for green and for nothing else: any number of cars pass side by side. A
// turn that is due waits for the cars that are passing already, not for those that come later.
// Waiting threads sleep: they neither spin nor look again and again.
//
// Memory ordering: what was done in a turn is seen by the cars that pass after it; what was done in
// a drive is seen by the turns after it.
//
// Not promised: an order among cars; that a car is quick enough to pass in the first green that it
// meets. It waits for the next one then.
#ifndef LESSONS_EVENT_TRAFFIC_LIGHT_H_
#define LESSONS_EVENT_TRAFFIC_LIGHT_H_

#include <chrono>
#include <functional>
#include <memory>

namespace lockstep {

enum class Colour { kRed, kGreen };

class TrafficLight {
 public:
  // Stops the light and returns when its thread has ended: no turn is running or will come. Does
  // not wait for the time of the next turn. Destroying a light while a car is in pass() is the
  // caller's error.
  virtual ~TrafficLight() = default;

  // Waits until the light is green, then calls `drive` once, in the calling thread, and returns
  // when `drive` has returned. The light stays green meanwhile. An exception thrown by `drive` goes
  // on to the caller, and the car has passed as any other. May be called by any number of threads
  // at once; `drive` must not use the light.
  virtual void pass(const std::function<void()>& drive) = 0;
};

// A light that is red at first, for the time `red`; then it turns green, for `green`, then red for
// `red` again, and so on until it is destroyed. Each time is counted from the end of the turn
// before (the first one from this call); a turn is never early, and it is late only by the cars
// that it waits for. Throws std::invalid_argument when a time is zero or less. Each is at most a
// year.
//
// At each turn the light's thread calls `turn` with the new colour, while no car passes. The turn
// ends, and cars may pass on green, when `turn` has returned. `turn` must not throw nor use the
// light; it may be called until the light is destroyed.
std::unique_ptr<TrafficLight> make_traffic_light(std::chrono::nanoseconds red,
                                                 std::chrono::nanoseconds green,
                                                 std::function<void(Colour)> turn);

}  // namespace lockstep

#endif  // LESSONS_EVENT_TRAFFIC_LIGHT_H_
