// SPDX-License-Identifier: MIT
#include "autograder/grade/intake.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdint>
#include <system_error>
#include <utility>

#include "autograder/base/check.h"
#include "autograder/base/fd.h"
#include "autograder/base/utf8.h"
#include "autograder/base/utf8_locale.h"
#include "autograder/grade/intake_archive.h"
#include "autograder/grade/intake_collector.h"
#include "autograder/grade/intake_file.h"
#include "autograder/grade/intake_folder.h"
#include "autograder/grade/intake_kind.h"
#include "autograder/grade/intake_names.h"

namespace lockstep {
namespace {

// Files that lie in a class folder for the instructor's own sake, next to the submissions.
bool is_no_submission(const std::string& name, EntryKind kind) {
  if (is_clutter(name)) return true;
  if (kind == EntryKind::kFolder) return name == ".git" || name.starts_with(".Trash");
  if (kind != EntryKind::kFile || archive_kind_of_name(name) != ArchiveKind::kNone) return false;
  return name.starts_with('.') || name.starts_with("README") || name.ends_with(".csv");
}

void read_packed(const Entry& entry, const std::string& name, Collector& collector) {
  // A packed submission is not larger than what it holds; a little more is forgiven.
  const Content packed = read_content(entry.fd.get(), collector.limits().total_bytes);
  if (!packed.reason.empty()) {
    return collector.refuse(collector.unreadable(name, packed.reason));
  }
  if (!packed.whole) {
    collector.count_bytes(UINT64_MAX);
    return;
  }
  switch (const ArchiveKind kind = archive_kind(packed.bytes, name)) {
    case ArchiveKind::kZip:
    case ArchiveKind::kTar:
    case ArchiveKind::kTarGz:
      return read_archive(packed.bytes, kind, collector);
    case ArchiveKind::kOther:
      return collector.refuse(in_quotes(name) +
                              " is an archive of a kind that is not read. Pack the exercise files "
                              "as .zip or .tar.gz and hand them in again.");
    case ArchiveKind::kNone:
      return collector.refuse(in_quotes(name) +
                              " is a single file, not a submission. A submission is one folder, "
                              ".zip or .tar.gz for each student, with the exercise files in it.");
  }
}

Submission read_submission(int folder, const std::string& name, Collector collector,
                           std::string student) {
  Entry entry = open_entry(folder, name);
  switch (entry.kind) {
    case EntryKind::kFile:
      read_packed(entry, name, collector);
      break;
    case EntryKind::kFolder:
      read_folder(std::move(entry.fd), collector);
      break;
    case EntryKind::kLink:
      collector.refuse(in_quotes(name) +
                       " is a link and was not followed. Put the folder or archive itself into the "
                       "class folder.");
      break;
    case EntryKind::kSpecial:
      collector.refuse(in_quotes(name) +
                       " is a device, fifo or socket. Hand in a folder or archive.");
      break;
    case EntryKind::kUnreadable:
      collector.refuse(collector.unreadable(name, entry.reason));
      break;
  }
  return std::move(collector).finish(std::move(student));
}

Submission handed_in_twice(const std::vector<std::string>& names, std::string student) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : " and ") + in_quotes(name);
  return {std::move(student),
          {},
          {"There is more than one submission of the same student: " + all +
           ". None was taken. Leave the one that counts in the class folder."},
          false};
}

// The names of the entries of a class, by what is left without an archive's suffix.
std::map<std::string, std::vector<std::string>> names_by_student(int folder) {
  const Listing listing = list_folder(folder, SIZE_MAX);
  if (!listing.whole) {
    throw std::system_error(listing.error, std::generic_category(), "list the class folder");
  }
  std::map<std::string, std::vector<std::string>> names;
  for (const std::string& name : listing.names) {
    const EntryKind kind = look_at(folder, name).kind;
    if (is_no_submission(name, kind)) continue;
    names[kind == EntryKind::kFolder ? name : without_archive_suffix(name)].push_back(name);
  }
  return names;
}

}  // namespace

std::vector<Submission> read_class(const std::filesystem::path& folder,
                                   const std::set<std::string>& exercises,
                                   const IntakeLimits& limits) {
  const Utf8Locale utf8;
  const Fd class_folder(
      check("open the class folder " + folder.string(),
            ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)));
  std::vector<Submission> submissions;
  for (const auto& [name, entries] : names_by_student(class_folder.get())) {
    std::string student = printable_name(name);
    submissions.push_back(entries.size() > 1
                              ? handed_in_twice(entries, std::move(student))
                              : read_submission(class_folder.get(), entries.front(),
                                                Collector(exercises, limits), std::move(student)));
  }
  std::sort(submissions.begin(), submissions.end(),
            [](const Submission& a, const Submission& b) { return a.student < b.student; });
  return submissions;
}

}  // namespace lockstep
