// SPDX-License-Identifier: MIT
// How a task of a process pool ends, in words.
#ifndef TESTS_POOL_TOLD_H_
#define TESTS_POOL_TOLD_H_

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "autograder/harness/claim.h"
#include "lessons/base/not_implemented.h"
#include "lessons/pool/process_pool.h"

namespace lockstep {

inline std::string word_for(int value) { return std::to_string(value); }
inline std::string word_for(const std::vector<int>& values) {
  std::string words;
  for (const int value : values) words += (words.empty() ? "" : " ") + std::to_string(value);
  return words;
}
inline std::string word_for(const std::optional<int>& value) {
  return value ? std::to_string(*value) : "no more";
}
template <class T>
std::string word_for(const T& pointer) {
  return pointer ? "done" : "null";
}

template <class Call>
std::string told(const Call& call) {
  try {
    return word_for(call());
  } catch (const NotImplemented&) {
    throw;
  } catch (const TaskFailed& failed) {
    return std::string("failed ") + failed.what();
  } catch (const WorkerLost&) {
    return "lost";
  } catch (const PoolTerminated&) {
    return "terminated";
  } catch (const std::system_error& error) {
    return "refused " + std::to_string(error.code().value());
  } catch (const std::logic_error&) {
    return "not allowed";
  } catch (...) {
    return "another exception";
  }
}

inline std::string end_of(const std::shared_ptr<Result>& result) {
  return told([&] { return result->get(); });
}

inline std::string end_of(ProcessPool& pool, int input) {
  return told([&] { return pool.apply(input); });
}

// The pool as its user ends it.
inline void close_and_join(ProcessPool& pool) {
  EXPECT_EQ(told([&] { return pool.close(), pool.join(), 0; }), "0")
      << because("closing and joining a pool threw an exception");
}

}  // namespace lockstep

#endif  // TESTS_POOL_TOLD_H_
