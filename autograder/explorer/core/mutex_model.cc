// SPDX-License-Identifier: MIT
// A mutex changes hands in the model: for mutex.cc and for condition variables. See interpose.h.
#include "autograder/explorer/core/interpose.h"
#include "autograder/explorer/core/mutex_type.h"

namespace lockstep::explorer {

Object& mutex_object(Thread* me, pthread_mutex_t* mutex) {
  bool is_new = find_object(mutex) == nullptr;
  Object& object = object_at(mutex, Kind::kMutex);
  if (is_destroyed(mutex)) misuse(me, "uses", object, " after it was destroyed");
  if (is_new && mutex->__data.__lock != 0) object.owner = kOutsider;
  return object;
}

void take_mutex(Thread* me, Object& object, bool robust) {
  object.owner = static_cast<int16_t>(me->id);
  object.depth = 1;
  if (robust) ++me->held_robust;
  ++run.locked;
  taken(object.waiters);
  changed(me);
  tell_locked(mutex_of(object));
}

void give_mutex(Thread* me, Object& object) {
  tell_unlocked(mutex_of(object));
  object.owner = kNobody;
  object.depth = 0;
  --run.locked;
  freed(object.waiters);
  changed(me);
}

void abandon_robust(Thread* me) {
  static constinit Thread* holder = nullptr;
  holder = me;
  each_object([](Object& object) {
    if (object.kind != Kind::kMutex || object.owner != holder->id) return;
    if (!is_robust(mutex_of(object))) return;
    object.robust_died = true;
    give_mutex(holder, object);
  });
}

}  // namespace lockstep::explorer
