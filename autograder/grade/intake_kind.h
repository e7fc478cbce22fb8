// SPDX-License-Identifier: MIT
// Which kind of archive a file is, by what is in it and by what it is called.
#ifndef AUTOGRADER_GRADE_INTAKE_KIND_H_
#define AUTOGRADER_GRADE_INTAKE_KIND_H_

#include <string>
#include <string_view>

namespace lockstep {

enum class ArchiveKind {
  kNone,  // no archive, as far as can be seen
  kZip,
  kTar,
  kTarGz,
  kOther,  // a kind that is not read: rar, 7z, xz ...
};

// By content; where that says nothing, by name: "x.zip" with unknown content is a (broken) zip.
ArchiveKind archive_kind(std::string_view content, std::string_view name);

// By name alone, in any case.
ArchiveKind archive_kind_of_name(std::string_view name);

// "jane" for "jane.tar.gz"; the whole name when it is no archive's or nothing would be left.
std::string without_archive_suffix(std::string_view name);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_KIND_H_
