// SPDX-License-Identifier: MIT
// Bytes as hexadecimal digits.
#ifndef AUTOGRADER_BASE_HEX_H_
#define AUTOGRADER_BASE_HEX_H_

#include <span>
#include <string>

namespace lockstep {

// Two lower-case digits for each byte.
inline std::string to_hex(std::span<const unsigned char> bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_HEX_H_
