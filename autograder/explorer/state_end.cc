// SPDX-License-Identifier: MIT
// Linked directly after the objects whose state is put back between runs. See state_begin.cc.

extern "C" {
__attribute__((used)) char lockstep_data_end[16] = {1};
__attribute__((used)) char lockstep_bss_end[16];
char* lockstep_tdata_end();
char* lockstep_tbss_end();

static void nothing(int, char**, char**) {}

__attribute__((used, section(".init_array"))) void (*lockstep_init_end[1])(int, char**,
                                                                           char**) = {nothing};
}

static thread_local char tdata[16] = {1};
static thread_local char tbss[16];

char* lockstep_tdata_end() { return tdata; }
char* lockstep_tbss_end() { return tbss; }
