// SPDX-License-Identifier: MIT
// Owns one of libarchive's readers.
#ifndef AUTOGRADER_GRADE_INTAKE_READER_H_
#define AUTOGRADER_GRADE_INTAKE_READER_H_

#include <archive.h>

#include <memory>
#include <new>
#include <string>

namespace lockstep {

struct FreeArchiveReader {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using ArchiveReader = std::unique_ptr<archive, FreeArchiveReader>;

inline ArchiveReader new_archive_reader() {
  ArchiveReader reader(archive_read_new());
  if (!reader) throw std::bad_alloc();
  return reader;
}

// What the reader's last failure was.
inline std::string reason_of(archive* reader) {
  const char* reason = archive_error_string(reader);
  return reason == nullptr ? "unknown reason" : reason;
}

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_READER_H_
