// SPDX-License-Identifier: MIT
// Linked directly before the objects whose state is put back between runs: the first byte of each
// kind of memory that they own. state_end.cc is the other end; see core/state.h.

extern "C" {
__attribute__((weak)) void lockstep_before_constructors();
__attribute__((used)) char lockstep_data_begin[16] = {1};
__attribute__((used)) char lockstep_bss_begin[16];
char* lockstep_tdata_begin();
char* lockstep_tbss_begin();

static void keep_state(int, char**, char**) {
  if (lockstep_before_constructors != nullptr) lockstep_before_constructors();
}

__attribute__((used, section(".init_array"))) void (*lockstep_init_begin[1])(int, char**,
                                                                             char**) = {keep_state};
}

static thread_local char tdata[16] = {1};
static thread_local char tbss[16];

char* lockstep_tdata_begin() { return tdata; }
char* lockstep_tbss_begin() { return tbss; }
