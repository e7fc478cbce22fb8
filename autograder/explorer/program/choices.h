// SPDX-License-Identifier: MIT
// Notes what a bounded schedule could have chosen at each decision of a run, so that the search can
// go on in another process.
#pragma once

namespace lockstep::explorer {

// What a decision was about; see BoundedSearch.
struct Choice {
  unsigned short options;
  bool preempts;  // every option but the first
};

// From now on, in the run under way. To be called in a run, before its first step.
void note_choices();

// The decisions since; those beyond the first 8192 are not kept, nor searched.
const Choice* noted_choices(int* count);

}  // namespace lockstep::explorer
