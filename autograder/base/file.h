// SPDX-License-Identifier: MIT
// Whole files in one call.
#ifndef AUTOGRADER_BASE_FILE_H_
#define AUTOGRADER_BASE_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace lockstep {

// The content of a file. Throws std::system_error that names the file.
std::string read_file(const std::filesystem::path& path);

// Makes the content of a file `content`, by a new file that replaces the old one: a reader sees the
// one or the other, and an interruption leaves no half. Throws std::system_error that names the
// file.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_FILE_H_
