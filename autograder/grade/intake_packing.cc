// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_packing.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <stdexcept>

namespace lockstep {
namespace {

struct FreeWriter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

void must(archive* writer, int result) {
  if (result != ARCHIVE_OK) throw std::runtime_error(archive_error_string(writer));
}

void choose(archive* writer, Packing packing) {
  switch (packing) {
    case Packing::kZip:
      return must(writer, archive_write_set_format_zip(writer));
    case Packing::kZipStored:
      must(writer, archive_write_set_format_zip(writer));
      return must(writer, archive_write_zip_set_compression_store(writer));
    case Packing::kZipEncrypted:
      must(writer, archive_write_set_format_zip(writer));
      must(writer, archive_write_set_options(writer, "zip:encryption=traditional"));
      return must(writer, archive_write_set_passphrase(writer, "secret"));
    case Packing::kTarGz:
      must(writer, archive_write_add_filter_gzip(writer));
      [[fallthrough]];
    case Packing::kTar:
      return must(writer, archive_write_set_format_gnutar(writer));
    case Packing::kSevenZip:
      return must(writer, archive_write_set_format_7zip(writer));
  }
}

unsigned file_type(MemberType type) {
  switch (type) {
    case MemberType::kFolder:
      return AE_IFDIR;
    case MemberType::kSymbolicLink:
      return AE_IFLNK;
    case MemberType::kFifo:
      return AE_IFIFO;
    case MemberType::kDevice:
      return AE_IFCHR;
    case MemberType::kFile:
    case MemberType::kHardLink:
      break;
  }
  return AE_IFREG;
}

void add(archive* writer, const Member& member) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_copy_pathname(entry.get(), member.name.c_str());
  archive_entry_set_filetype(entry.get(), file_type(member.type));
  archive_entry_set_perm(entry.get(), 04777);
  const bool is_file = member.type == MemberType::kFile;
  if (member.type == MemberType::kSymbolicLink) {
    archive_entry_copy_symlink(entry.get(), member.content.c_str());
  } else if (member.type == MemberType::kHardLink) {
    archive_entry_copy_hardlink(entry.get(), member.content.c_str());
  }
  archive_entry_set_size(entry.get(), is_file ? static_cast<la_int64_t>(member.content.size()) : 0);
  must(writer, archive_write_header(writer, entry.get()));
  if (!is_file) return;
  const auto written = archive_write_data(writer, member.content.data(), member.content.size());
  if (written < 0) throw std::runtime_error(archive_error_string(writer));
}

la_ssize_t append(archive*, void* bytes, const void* piece, std::size_t size) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(piece), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

std::string gzip(const std::string& bytes) {
  const std::unique_ptr<archive, FreeWriter> writer(archive_write_new());
  must(writer.get(), archive_write_set_format_raw(writer.get()));
  must(writer.get(), archive_write_add_filter_gzip(writer.get()));
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  std::string packed;
  must(writer.get(), archive_write_open(writer.get(), &packed, nullptr, append, nullptr));
  add(writer.get(), {"bytes", bytes});
  must(writer.get(), archive_write_close(writer.get()));
  return packed;
}

std::string pack(Packing packing, const std::vector<Member>& members) {
  const std::unique_ptr<archive, FreeWriter> writer(archive_write_new());
  choose(writer.get(), packing);
  std::string bytes;
  archive_write_set_bytes_in_last_block(writer.get(), 1);  // no padding at the end
  must(writer.get(), archive_write_open(writer.get(), &bytes, nullptr, append, nullptr));
  for (const Member& member : members) add(writer.get(), member);
  must(writer.get(), archive_write_close(writer.get()));
  return bytes;
}

std::string usual_name(Packing packing) {
  switch (packing) {
    case Packing::kTar:
      return "jane.tar";
    case Packing::kTarGz:
      return "jane.tar.gz";
    case Packing::kSevenZip:
      return "jane.7z";
    case Packing::kZip:
    case Packing::kZipStored:
    case Packing::kZipEncrypted:
      break;
  }
  return "jane.zip";
}

}  // namespace lockstep
