// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_gunzip.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

#include "autograder/grade/intake_reader.h"

namespace lockstep {

Gunzipped gunzip(std::string_view packed, std::size_t most) {
  const ArchiveReader reader = new_archive_reader();
  // Appending the filter, rather than letting libarchive find out, keeps it to one layer.
  archive_read_append_filter(reader.get(), ARCHIVE_FILTER_GZIP);
  archive_read_support_format_raw(reader.get());
  archive_entry* entry = nullptr;
  if (archive_read_open_memory(reader.get(), packed.data(), packed.size()) != ARCHIVE_OK ||
      archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK) {
    return {"", false, reason_of(reader.get())};
  }
  Gunzipped out;
  char buffer[65536];
  for (;;) {
    const la_ssize_t n = archive_read_data(reader.get(), buffer, sizeof buffer);
    if (n < 0) return {"", false, reason_of(reader.get())};
    if (n == 0) {
      out.whole = true;
      return out;
    }
    const std::size_t room = most - out.bytes.size();
    out.bytes.append(buffer, std::min(room, static_cast<std::size_t>(n)));
    if (static_cast<std::size_t>(n) > room) return out;
  }
}

}  // namespace lockstep
