// SPDX-License-Identifier: MIT
// The table of objects: open addressing, emptied by changing the run's number.
#include "autograder/explorer/core/object.h"

#include "autograder/explorer/core/run.h"

namespace lockstep::explorer {
namespace {

constexpr uint32_t kSlots = 1u << 16;
constexpr uint32_t kMost = kSlots / 2;

constinit Object table[kSlots];
constinit uint32_t run_number = 0;
constinit uint32_t used = 0;     // entries of this run
constinit uint32_t letters = 0;  // objects named by a letter
constinit uint32_t atomics = 0;  // atomics are counted apart: only traces name them

uint32_t slot_of(uintptr_t address) {
  return static_cast<uint32_t>((address * 0x9E3779B97F4A7C15u) >> 48) & (kSlots - 1);
}

Object& probe(uintptr_t address) {
  uint32_t slot = slot_of(address);
  while (table[slot].run == run_number && table[slot].address != address) {
    slot = (slot + 1) & (kSlots - 1);
  }
  return table[slot];
}

void reset(Object& object, uintptr_t address, Kind kind) {
  object = Object{};
  object.address = address;
  object.run = run_number;
  object.kind = kind;
  object.index = static_cast<uint16_t>(kind == Kind::kAtomic ? atomics++ : letters++);
}

}  // namespace

const char* kind_name(Kind kind) {
  static const char* const names[] = {
      "object",    "mutex", "condition variable", "rwlock", "barrier", "spin lock",
      "semaphore", "futex", "once flag",          "static", "atomic"};
  return names[static_cast<int>(kind)];
}

Object& object_at(const void* address, Kind kind) {
  auto key = reinterpret_cast<uintptr_t>(address);
  Object& object = probe(key);
  if (__builtin_expect(object.run == run_number, 1)) {
    if (object.kind != kind) reset(object, key, kind);
    return object;
  }
  if (++used > kMost) end_run(Outcome::kFault, "more than 32,768 objects in one run");
  reset(object, key, kind);
  return object;
}

Object* find_object(const void* address) {
  Object& object = probe(reinterpret_cast<uintptr_t>(address));
  return object.run == run_number ? &object : nullptr;
}

void begin_objects(uint32_t number) {
  run_number = number;
  used = letters = atomics = 0;
}

void each_object(void (*visit)(Object&)) {
  if (used == 0) return;
  for (Object& object : table) {
    if (object.run == run_number) visit(object);
  }
}

}  // namespace lockstep::explorer
