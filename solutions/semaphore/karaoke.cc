// SPDX-License-Identifier: MIT
// Model answer for lessons/semaphore/karaoke.h: a thread for each guest, a semaphore with a permit
// for each place, and a mutex for the log.
//
// Two different things are guarded, so there are two: the semaphore limits how many are inside, the
// mutex orders the lines of the log. One mutex for both would make a room for one.
#include "lessons/semaphore/karaoke.h"

#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "lessons/base/semaphore.h"

namespace lockstep {
namespace {

class Evening {
 public:
  Evening(int places, const std::function<void(int)>& sing,
          const std::function<void(int, Step)>& log)
      : places_(places), sing_(sing), log_(log) {}

  // One guest, from the wait for a place to the way out.
  void visit(int guest) {
    places_.acquire();
    // Inside: both lines are written between acquire() and release(), so a reader of the log never
    // counts more guests than places.
    write(guest, Step::kEnters);
    try {
      sing_(guest);
    } catch (...) {
      // Kept for later: an exception that leaves a thread ends the program. And the way out below
      // is taken by everybody: a permit that is not given back makes the room smaller for good.
      keep(std::current_exception());
    }
    write(guest, Step::kLeaves);
    places_.release();
  }

  // To be called when all guests have left.
  void rethrow() {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void write(int guest, Step step) {
    const std::lock_guard<std::mutex> lock(mutex_);
    log_(guest, step);
  }

  void keep(std::exception_ptr failure) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
  }

  base::Semaphore places_;
  const std::function<void(int)>& sing_;
  const std::function<void(int, Step)>& log_;
  std::mutex mutex_;            // held while a line is written, never during a song
  std::exception_ptr failure_;  // guarded by mutex_: the first one
};

}  // namespace

void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log) {
  if (places < 1) throw std::invalid_argument("a room has 1 place or more");
  if (guests < 0) throw std::invalid_argument("there are 0 guests or more");
  Evening evening(places, sing, log);
  std::vector<std::thread> threads;
  // All are started before the first join, else each guest would wait for the one before to be
  // gone.
  for (int guest = 0; guest < guests; ++guest) {
    threads.emplace_back([&evening, guest] { evening.visit(guest); });
  }
  for (std::thread& thread : threads) thread.join();
  evening.rethrow();
}

}  // namespace lockstep

// The standard library has std::counting_semaphore, which is used the same way (why it is not used
// here: lessons/base/semaphore.h). It has no guard for a permit, as std::lock_guard is one for a
// mutex: here the catch does that, elsewhere a small class whose destructor releases. Python's
// threading.Semaphore is used in a `with` block, which gives the permit back also after an
// exception.
//
// A pool of `places` threads that take one guest after the other is a right answer too, with fewer
// threads. The semaphore is the better one where the guests are threads already.
