// SPDX-License-Identifier: MIT
// The recorded steps of a run as text: one line each, with the program's source line.
#pragma once

#include <string>

namespace lockstep::explorer {

//    12  thread 2      unlocks mutex A             semaphore.cc:41 in Semaphore::release()
std::string trace_text();

// Where a step was made is then told as "{0x12b2e,0x13c40}": its return addresses less one,
// innermost first, as offsets in the program's file. For processes that must not start a
// symbolizer; somebody outside looks the lines up.
void tell_places_as_offsets();

}  // namespace lockstep::explorer
