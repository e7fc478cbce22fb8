// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

#include "autograder/base/check.h"

namespace lockstep {
namespace {

// Throws when a failed call on a student's file is our own failure.
int not_ours(const char* tried, int error) {
  if (error == EMFILE || error == ENFILE || error == ENOMEM) {
    throw std::system_error(error, std::generic_category(), tried);
  }
  return error;
}

std::string reason_of(const char* tried, int error) {
  return std::generic_category().message(not_ours(tried, error));
}

EntryKind kind_of(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return EntryKind::kFile;
  if (S_ISDIR(status.st_mode)) return EntryKind::kFolder;
  if (S_ISLNK(status.st_mode)) return EntryKind::kLink;
  return EntryKind::kSpecial;
}

Entry unreadable(const char* tried) {
  return {EntryKind::kUnreadable, Fd(), 0, reason_of(tried, errno)};
}

Listing unlisted() { return {{}, false, not_ours("list a submission's folder", errno)}; }

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

Entry look_at(int folder, const std::string& name) {
  struct stat status{};
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return unreadable("look at a submission's file");
  }
  return {kind_of(status), Fd(), static_cast<std::uint64_t>(status.st_size), ""};
}

Entry open_entry(int folder, const std::string& name) {
  Entry entry = look_at(folder, name);
  if (entry.kind != EntryKind::kFile && entry.kind != EntryKind::kFolder) return entry;
  // It may have been exchanged since; these flags neither follow nor wait, and what was opened is
  // looked at again.
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Fd fd(::openat(folder, name.c_str(), kFlags));
  if (!fd) return unreadable("open a submission's file");
  struct stat status{};
  check("fstat", ::fstat(fd.get(), &status));
  const EntryKind kind = kind_of(status);
  if (kind != entry.kind) return {EntryKind::kSpecial, Fd(), 0, ""};
  return {kind, std::move(fd), static_cast<std::uint64_t>(status.st_size), ""};
}

Content read_content(int file, std::size_t most) {
  Content content;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(file, buffer, sizeof buffer);
    if (n == -1 && errno == EINTR) continue;
    if (n == -1) return {"", false, reason_of("read a submission's file", errno)};
    if (n == 0) {
      content.whole = true;
      return content;
    }
    const std::size_t room = most - content.bytes.size();
    content.bytes.append(buffer, std::min(room, static_cast<std::size_t>(n)));
    if (static_cast<std::size_t>(n) > room) return content;
  }
}

Listing list_folder(int folder, std::size_t most) {
  // The stream owns its own descriptor; "." needs search permission too, so its lack shows here.
  Fd own(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!own) return unlisted();
  const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(own.get()));
  if (!stream) return unlisted();
  own.release();
  Listing listing;
  for (;;) {
    errno = 0;
    const dirent* next = ::readdir(stream.get());
    if (next == nullptr && errno != 0) return unlisted();
    if (next == nullptr) break;
    const std::string_view name = next->d_name;
    if (name == "." || name == "..") continue;
    if (listing.names.size() == most) return listing;
    listing.names.emplace_back(name);
  }
  std::sort(listing.names.begin(), listing.names.end());
  listing.whole = true;
  return listing;
}

}  // namespace lockstep
