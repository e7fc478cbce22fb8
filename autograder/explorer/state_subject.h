// SPDX-License-Identifier: MIT
// Stands for a student's file in state_test.cc: everything in it must be new in each run.
#pragma once

namespace lockstep::explorer {

struct SubjectState {
  int plain;           // a static with a value
  int zero;            // a static without
  int in_function;     // a function-local static, constructed on first use
  int in_inline;       // an inline variable
  int in_list;         // size of a global container
  int in_thread;       // a thread_local with a value
  int in_thread_zero;  // a thread_local without
  int in_thread_made;  // a thread_local with a constructor
};

// Adds one to each and returns what they are now.
SubjectState use_subject();

// How often objects of the subject were constructed and destroyed since the process began. Kept
// by the test: the subject's own memory is put back.
extern int subject_constructions;
extern int subject_destructions;

}  // namespace lockstep::explorer
