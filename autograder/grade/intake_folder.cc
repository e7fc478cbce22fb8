// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_folder.h"

#include <string>
#include <system_error>
#include <utility>

#include "autograder/base/utf8.h"
#include "autograder/grade/intake_file.h"
#include "autograder/grade/intake_names.h"

namespace lockstep {
namespace {

constexpr int kDeepest = 40;  // folders within folders; each takes two descriptors while it is read

// Links that a build makes at the root of a course tree are nobody's mistake.
bool is_build_link(std::string_view place) { return base_name(place).starts_with("bazel-"); }

void note_unreadable(const std::string& place, const std::string& reason, Collector& collector) {
  std::string note = collector.unreadable(place, reason);
  if (const auto exercise = collector.wanted(place)) {
    collector.give_up(*exercise, std::move(note));
  } else {
    collector.note(std::move(note));
  }
}

void take_file(const Entry& entry, const std::string& place, Collector& collector) {
  const auto exercise = collector.wanted(place);
  if (!exercise) return;
  Content content = read_content(entry.fd.get(), collector.limits().file_bytes);
  if (content.whole) {
    collector.take(*exercise, place, std::move(content.bytes));
  } else if (content.reason.empty()) {
    collector.too_large(*exercise, place);
  } else {
    note_unreadable(place, content.reason, collector);
  }
}

// Returns false when the submission is over a limit and reading must stop.
bool walk(Fd folder, const std::string& place, int depth, Collector& collector);

bool visit(int folder, const std::string& name, const std::string& place, int depth,
           Collector& collector) {
  if (!collector.count_member()) return false;
  if (is_clutter(place)) return true;
  Entry entry = open_entry(folder, name);
  switch (entry.kind) {
    case EntryKind::kFile:
      if (!collector.count_bytes(entry.size)) return false;
      take_file(entry, place, collector);
      return true;
    case EntryKind::kFolder:
      return walk(std::move(entry.fd), place, depth + 1, collector);
    case EntryKind::kLink:
      if (is_build_link(place)) return true;
      collector.note(in_quotes(place) +
                     " is a link and was not followed. Hand in the file itself.");
      return true;
    case EntryKind::kSpecial:
      collector.note(in_quotes(place) +
                     " is a device, fifo or socket and was not read. Hand in plain files only.");
      return true;
    case EntryKind::kUnreadable:
      note_unreadable(place, entry.reason, collector);
      return true;
  }
  return true;
}

bool walk(Fd folder, const std::string& place, int depth, Collector& collector) {
  if (depth > kDeepest) {
    collector.note("The folders at " + in_quotes(place) +
                   " are nested too deeply and were not read. Hand in the exercise files in one "
                   "folder.");
    return true;
  }
  const Listing listing = list_folder(folder.get(), collector.members_left());
  if (listing.error != 0) {
    note_unreadable(place.empty() ? "." : place, std::generic_category().message(listing.error),
                    collector);
    return true;
  }
  if (!listing.whole) {  // there are more than may come: no need to look at any
    while (collector.count_member()) continue;
    return false;
  }
  for (const std::string& name : listing.names) {
    if (!visit(folder.get(), name, place.empty() ? name : place + "/" + name, depth, collector)) {
      return false;
    }
  }
  return true;
}

}  // namespace

void read_folder(Fd folder, Collector& collector) { walk(std::move(folder), "", 0, collector); }

}  // namespace lockstep
