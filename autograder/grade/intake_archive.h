// SPDX-License-Identifier: MIT
// Reads a submission that is an archive, in memory.
#ifndef AUTOGRADER_GRADE_INTAKE_ARCHIVE_H_
#define AUTOGRADER_GRADE_INTAKE_ARCHIVE_H_

#include <string_view>

#include "autograder/grade/intake_collector.h"
#include "autograder/grade/intake_kind.h"

namespace lockstep {

// Hands the exercise files in the archive `bytes` to `collector`; `kind` is kZip, kTar or kTarGz.
// Members that are no plain files or have a dangerous name are noted and passed over. An archive
// that cannot be read to its end is refused. Memory and time are bounded by the collector's limits
// and the archive's size, whatever its content says. Needs a Utf8Locale in this thread.
void read_archive(std::string_view bytes, ArchiveKind kind, Collector& collector);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_ARCHIVE_H_
