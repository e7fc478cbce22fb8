// expect: wrong result in Isolation.RunsInACopy
// It runs the function in a thread.
// SPDX-License-Identifier: MIT
#include "lessons/processes/isolation.h"

#include <thread>

namespace lockstep {
namespace {

constexpr char kReturned = 'r';
constexpr char kThrew = 't';

std::string end_of(const std::function<std::string()>& work) {
  try {
    return kReturned + work();
  } catch (const std::exception& exception) {
    return kThrew + std::string(exception.what());
  } catch (...) {
    return kThrew + std::string("unknown");
  }
}

}  // namespace

std::string run_isolated(const std::function<std::string()>& work) {
  std::string end;
  std::thread([&] { end = end_of(work); }).join();
  const char how = end.front();
  end.erase(0, 1);
  if (how == kThrew) throw WorkFailed(end);
  return end;
}

}  // namespace lockstep
