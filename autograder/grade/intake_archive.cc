// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "autograder/base/utf8.h"
#include "autograder/grade/intake_gunzip.h"
#include "autograder/grade/intake_reader.h"

namespace lockstep {
namespace {

constexpr const char* kPackAgain = "Pack it again as .zip or .tar.gz and hand it in again.";

void refuse_as_broken(Collector& collector, const std::string& reason) {
  collector.refuse("The archive is broken or encrypted (" + printable(reason, Lines::kEscape) +
                   "); nothing of it was taken. " + kPackAgain);
}

// libarchive reads a zip's whole directory into memory before the first member; so the entries are
// counted first.
bool has_too_many_entries(std::string_view zip, std::size_t most) {
  constexpr std::string_view kEntry{"PK\1\2", 4};
  std::size_t entries = 0;
  for (std::size_t at = zip.find(kEntry); at != std::string_view::npos;
       at = zip.find(kEntry, at + kEntry.size())) {
    if (++entries > most) return true;
  }
  return false;
}

// The member's path with '/' between its parts. Nothing when libarchive cannot tell it.
std::optional<std::string> place_of(archive_entry* entry, ArchiveKind kind) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr) return std::nullopt;
  std::string place = name;
  // Some systems pack their own separator; there it has no other use in a name.
  if (kind == ArchiveKind::kZip) std::replace(place.begin(), place.end(), '\\', '/');
  while (place.starts_with("./")) place.erase(0, 2);
  return place;
}

// Why a member of this name is not read, or nothing.
const char* danger_in_name(std::string_view place) {
  const bool drive = place.size() > 1 && place[1] == ':' &&
                     ((place[0] >= 'a' && place[0] <= 'z') || (place[0] >= 'A' && place[0] <= 'Z'));
  if (place.starts_with('/') || drive) return "has an absolute name";
  for (std::size_t begin = 0; begin <= place.size();) {
    const std::size_t end = std::min(place.find('/', begin), place.size());
    if (place.substr(begin, end - begin) == "..") return "has a name with \"..\"";
    begin = end + 1;
  }
  return nullptr;
}

// Why a member of this type is not read, or nothing for files and folders.
const char* danger_in_type(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr ||
      archive_entry_filetype(entry) == AE_IFLNK) {
    return "is a link";
  }
  const auto type = archive_entry_filetype(entry);
  if (type == AE_IFREG || type == AE_IFDIR || type == 0) return nullptr;
  return "is a device, fifo or socket";
}

class MemberReader {
 public:
  MemberReader(archive* reader, ArchiveKind kind, Collector& collector)
      : reader_(reader), kind_(kind), collector_(collector) {}

  // Reads all members, or stops at a limit or where the archive is broken.
  void read_all() {
    for (;;) {
      archive_entry* entry = nullptr;
      const int result = archive_read_next_header(reader_, &entry);
      if (result == ARCHIVE_EOF) return;
      if (result == ARCHIVE_FATAL) return refuse_as_broken(collector_, reason_of(reader_));
      if (!collector_.count_member()) return;
      if (result == ARCHIVE_RETRY || result == ARCHIVE_FAILED) {
        collector_.note("A member of the archive cannot be read (" +
                        printable(reason_of(reader_), Lines::kEscape) + "). " + kPackAgain);
        continue;
      }
      if (!visit(entry)) return;
    }
  }

 private:
  // Returns false when reading must stop.
  bool visit(archive_entry* entry) {
    const auto place = place_of(entry, kind_);
    if (!place) {
      collector_.note(
          "A member of the archive has a name that is not valid UTF-8 and was not "
          "read. Rename it and pack it again.");
      return true;
    }
    const char* danger = danger_in_name(*place);
    if (danger == nullptr) danger = danger_in_type(entry);
    if (danger != nullptr) {
      collector_.note("The member " + in_quotes(*place) + " of the archive " + danger +
                      " and was not read. Hand in plain files in plain folders.");
      return true;
    }
    const bool is_folder = archive_entry_filetype(entry) == AE_IFDIR || place->ends_with('/');
    if (is_folder) return true;
    return visit_file(entry, *place);
  }

  bool visit_file(archive_entry* entry, const std::string& place) {
    // Counted whether it is read or not: to pass over a member of a tar is to read it.
    const la_int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;
    if (!collector_.count_bytes(size < 0 ? UINT64_MAX : static_cast<std::uint64_t>(size))) {
      return false;
    }
    const auto exercise = collector_.wanted(place);
    if (!exercise) return true;
    if (archive_entry_is_encrypted(entry)) {
      collector_.give_up(*exercise, "The file " + in_quotes(place) +
                                        " is encrypted and was not taken. Pack it again without a "
                                        "password and hand it in again.");
      return true;
    }
    return take_file(*exercise, place, static_cast<std::uint64_t>(std::max<la_int64_t>(size, 0)));
  }

  // What a member says of its size need not be so; `counted` is what it said.
  bool take_file(const std::string& exercise, const std::string& place, std::uint64_t counted) {
    const std::size_t most = collector_.limits().file_bytes;
    std::string content;
    char buffer[65536];
    for (;;) {
      const la_ssize_t n = archive_read_data(reader_, buffer, sizeof buffer);
      if (n < 0) return give_up(exercise, place);
      if (n == 0) break;
      content.append(buffer, static_cast<std::size_t>(n));
      if (content.size() > most) break;
    }
    if (content.size() > counted && !collector_.count_bytes(content.size() - counted)) return false;
    if (content.size() > most) {
      collector_.too_large(exercise, place);
    } else {
      collector_.take(exercise, place, std::move(content));
    }
    return true;
  }

  bool give_up(const std::string& exercise, const std::string& place) {
    collector_.give_up(exercise, "The file " + in_quotes(place) + " of the archive is broken (" +
                                     printable(reason_of(reader_), Lines::kEscape) +
                                     ") and was not taken. " + kPackAgain);
    return true;
  }

  archive* reader_;
  ArchiveKind kind_;
  Collector& collector_;
};

void read_unpacked(std::string_view bytes, ArchiveKind kind, Collector& collector) {
  const ArchiveReader reader = new_archive_reader();
  if (kind == ArchiveKind::kZip) {
    // By its directory, as other tools read it: only that tells links from files.
    archive_read_support_format_zip_seekable(reader.get());
  } else {
    archive_read_support_format_tar(reader.get());
  }
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return refuse_as_broken(collector, reason_of(reader.get()));
  }
  MemberReader(reader.get(), kind, collector).read_all();
}

}  // namespace

void read_archive(std::string_view bytes, ArchiveKind kind, Collector& collector) {
  if (bytes.starts_with("PK\5\6")) return;  // an empty zip, which libarchive takes for broken
  if (kind == ArchiveKind::kZip && has_too_many_entries(bytes, collector.limits().members)) {
    while (collector.count_member()) continue;
    return;
  }
  if (kind != ArchiveKind::kTarGz) return read_unpacked(bytes, kind, collector);
  const Gunzipped tar = gunzip(bytes, collector.limits().total_bytes);
  if (!tar.reason.empty()) return refuse_as_broken(collector, tar.reason);
  if (!tar.whole) {
    collector.count_bytes(collector.limits().total_bytes + 1);
    return;
  }
  read_unpacked(tar.bytes, ArchiveKind::kTar, collector);
}

}  // namespace lockstep
