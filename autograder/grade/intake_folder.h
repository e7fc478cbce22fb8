// SPDX-License-Identifier: MIT
// Reads a submission that is a folder.
#ifndef AUTOGRADER_GRADE_INTAKE_FOLDER_H_
#define AUTOGRADER_GRADE_INTAKE_FOLDER_H_

#include "autograder/base/fd.h"
#include "autograder/grade/intake_collector.h"

namespace lockstep {

// Walks the folder and everything below it and hands the exercise files to `collector`. Follows no
// link; never waits for a fifo or a device.
void read_folder(Fd folder, Collector& collector);

}  // namespace lockstep

#endif  // AUTOGRADER_GRADE_INTAKE_FOLDER_H_
