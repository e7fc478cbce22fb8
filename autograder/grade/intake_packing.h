// SPDX-License-Identifier: MIT
// For tests of the intake: archives of every kind, with whatever members and names.
#ifndef AUTOGRADER_GRADE_INTAKE_PACKING_H_
#define AUTOGRADER_GRADE_INTAKE_PACKING_H_

#include <string>
#include <vector>

namespace lockstep {

enum class MemberType { kFile, kFolder, kSymbolicLink, kHardLink, kFifo, kDevice };

struct Member {
  std::string name;
  std::string content;  // of a file; the target of a link
  MemberType type = MemberType::kFile;
};

enum class Packing { kZip, kZipStored, kZipEncrypted, kTar, kTarGz, kSevenZip };

// The bytes of an archive. Throws std::runtime_error when libarchive cannot write it.
std::string pack(Packing packing, const std::vector<Member>& members);

// `bytes` in one layer of gzip.
std::string gzip(const std::string& bytes);

// The usual name of such an archive: "jane.tar.gz".
std::string usual_name(Packing packing);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_PACKING_H_
