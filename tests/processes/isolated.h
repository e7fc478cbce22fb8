// SPDX-License-Identifier: MIT
// How a call of run_isolated() ends, in words.
#ifndef TESTS_PROCESSES_ISOLATED_H_
#define TESTS_PROCESSES_ISOLATED_H_

#include <string>
#include <system_error>

#include "lessons/base/not_implemented.h"
#include "lessons/processes/isolation.h"

namespace lockstep {

inline std::string isolated(const std::function<std::string()>& work) {
  try {
    return "returned " + run_isolated(work);
  } catch (const WorkFailed& failed) {
    return std::string("failed ") + failed.what();
  } catch (const WorkerDied& died) {
    return "died " + std::to_string(died.signal());
  } catch (const WorkerLeft& left) {
    return "left " + std::to_string(left.code());
  } catch (const std::system_error& error) {
    return "refused " + std::to_string(error.code().value());
  } catch (const NotImplemented&) {
    throw;
  } catch (...) {
    return "another exception";
  }
}

}  // namespace lockstep

#endif  // TESTS_PROCESSES_ISOLATED_H_
