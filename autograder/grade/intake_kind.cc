// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_kind.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lockstep {
namespace {

struct Suffix {
  std::string_view text;
  ArchiveKind kind;
};

// Longer ones first: ".tar.gz" before ".gz".
constexpr Suffix kSuffixes[] = {
    {".tar.gz", ArchiveKind::kTarGz}, {".tar.bz2", ArchiveKind::kOther},
    {".tar.xz", ArchiveKind::kOther}, {".tar.zst", ArchiveKind::kOther},
    {".tar.lz", ArchiveKind::kOther}, {".tar.z", ArchiveKind::kOther},
    {".zip", ArchiveKind::kZip},      {".tgz", ArchiveKind::kTarGz},
    {".tar", ArchiveKind::kTar},      {".rar", ArchiveKind::kOther},
    {".7z", ArchiveKind::kOther},     {".txz", ArchiveKind::kOther},
    {".tbz2", ArchiveKind::kOther},   {".tbz", ArchiveKind::kOther},
    {".tzst", ArchiveKind::kOther},   {".xz", ArchiveKind::kOther},
    {".bz2", ArchiveKind::kOther},    {".zst", ArchiveKind::kOther},
    {".lz", ArchiveKind::kOther},     {".gz", ArchiveKind::kTarGz},
    {".cab", ArchiveKind::kOther},    {".iso", ArchiveKind::kOther},
};

struct Magic {
  std::string_view bytes;
  std::size_t offset;
  ArchiveKind kind;
};

constexpr Magic kMagics[] = {
    {{"PK\3\4", 4}, 0, ArchiveKind::kZip},
    {{"PK\5\6", 4}, 0, ArchiveKind::kZip},  // an empty zip
    {{"\x1f\x8b", 2}, 0, ArchiveKind::kTarGz},
    {{"ustar", 5}, 257, ArchiveKind::kTar},
    {{"Rar!\x1a\x07", 6}, 0, ArchiveKind::kOther},
    {{"7z\xbc\xaf\x27\x1c", 6}, 0, ArchiveKind::kOther},
    {{"\xfd"
      "7zXZ\0",
      6},
     0,
     ArchiveKind::kOther},
    {{"BZh", 3}, 0, ArchiveKind::kOther},
    {{"\x28\xb5\x2f\xfd", 4}, 0, ArchiveKind::kOther},  // zstd
    {{"\x1f\x9d", 2}, 0, ArchiveKind::kOther},          // compress
    {{"LZIP", 4}, 0, ArchiveKind::kOther},
    {{"MSCF", 4}, 0, ArchiveKind::kOther},  // cab
    {{"!<arch>\n", 8}, 0, ArchiveKind::kOther},
};

bool ends_with_in_any_case(std::string_view text, std::string_view suffix) {
  if (text.size() < suffix.size()) return false;
  text.remove_prefix(text.size() - suffix.size());
  return std::equal(text.begin(), text.end(), suffix.begin(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

const Suffix* suffix_of(std::string_view name) {
  const auto* found = std::find_if(
      std::begin(kSuffixes), std::end(kSuffixes),
      [name](const Suffix& suffix) { return ends_with_in_any_case(name, suffix.text); });
  return found == std::end(kSuffixes) ? nullptr : found;
}

}  // namespace

ArchiveKind archive_kind(std::string_view content, std::string_view name) {
  for (const Magic& magic : kMagics) {
    if (content.size() < magic.offset) continue;
    if (content.substr(magic.offset).starts_with(magic.bytes)) return magic.kind;
  }
  return archive_kind_of_name(name);
}

ArchiveKind archive_kind_of_name(std::string_view name) {
  const Suffix* suffix = suffix_of(name);
  return suffix == nullptr ? ArchiveKind::kNone : suffix->kind;
}

std::string without_archive_suffix(std::string_view name) {
  const Suffix* suffix = suffix_of(name);
  if (suffix != nullptr && suffix->text.size() < name.size()) {
    name.remove_suffix(suffix->text.size());
  }
  return std::string(name);
}

}  // namespace lockstep
