// SPDX-License-Identifier: MIT
// Unpacks one layer of gzip in memory.
#ifndef AUTOGRADER_GRADE_INTAKE_GUNZIP_H_
#define AUTOGRADER_GRADE_INTAKE_GUNZIP_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep {

struct Gunzipped {
  std::string bytes;
  bool whole = false;  // false: there is more than asked for, or it is broken
  std::string reason;  // why it is broken; empty when it is not
};

// Exactly one layer, at most `most` bytes: gzip within gzip is not unpacked further, so the work is
// bounded too.
Gunzipped gunzip(std::string_view packed, std::size_t most);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_GUNZIP_H_
