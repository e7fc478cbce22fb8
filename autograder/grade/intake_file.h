// SPDX-License-Identifier: MIT
// Looks at files of strangers without following links and without waiting for anybody.
#ifndef AUTOGRADER_GRADE_INTAKE_FILE_H_
#define AUTOGRADER_GRADE_INTAKE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "autograder/base/fd.h"

namespace lockstep {

enum class EntryKind {
  kFile,  // a regular file
  kFolder,
  kLink,     // a symbolic link; never opened
  kSpecial,  // a device, fifo or socket; never opened
  kUnreadable,
};

struct Entry {
  EntryKind kind = EntryKind::kUnreadable;
  Fd fd;                   // open for reading when it is a file or a folder
  std::uint64_t size = 0;  // bytes of a file
  std::string reason;      // why it is unreadable
};

// What `name` in the folder `folder` is, without opening it: fd stays empty.
Entry look_at(int folder, const std::string& name);

// The same, and opens files and folders. Throws std::system_error when our own process is short of
// descriptors or memory; anything else that fails is kUnreadable.
Entry open_entry(int folder, const std::string& name);

struct Content {
  std::string bytes;
  bool whole = false;  // false: there is more than asked for, or it is unreadable
  std::string reason;  // why it is unreadable; empty when it is not
};

// Reads a regular file, at most `most` bytes.
Content read_content(int file, std::size_t most);

struct Listing {
  std::vector<std::string> names;  // sorted by bytes, without "." and ".."
  bool whole = false;              // false: there are more than asked for, or it is unreadable
  int error = 0;                   // why it is unreadable, as in errno
};

// The names in a folder, at most `most`.
Listing list_folder(int folder, std::size_t most);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_FILE_H_
