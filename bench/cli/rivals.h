// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// --versus NAME, --among GLOB and --isa LIST: one implementation and those it is held against.
#ifndef CLI_RIVALS_H
#define CLI_RIVALS_H

#include "bench/analyse/versus.h"
#include "bench/cli/command.h"

struct rivals {
    const char *versus; // NULL: not given
    struct text_list among;
    const char *isa; // NULL: not given
};

// clang-format off
// The rows of a command whose options struct has a `struct rivals` at that offset, as its `chosen`
// has --impl and --without.
#define RIVALS_OPTIONS(AT) \
    {"versus", 0, "NAME", OPTION_TEXT, (AT) + offsetof(struct rivals, versus), \
     "this one against the best of all others at each size"}, \
    {"among", 0, "GLOB", OPTION_LIST, (AT) + offsetof(struct rivals, among), \
     "with --versus: who the others are; repeat for more\n" \
     "(default: all, but no champions against a champion)"}, \
    {"isa", 0, "LIST", OPTION_TEXT, (AT) + offsetof(struct rivals, isa), \
     "with --versus: only others that need no more than\n" \
     "sse2, avx2, avx512 or these features"}
// clang-format on

// Whether the options fit together. False with a failure where they do not; to be asked before any
// result is read.
bool rivals_check(const struct rivals *rivals, const struct chosen *chosen,
                  struct failure *failure);

// Finds them in a result; *out keeps pointing into the options. EXIT_USAGE for who is not there.
bool rivals_find(const struct rivals *rivals, const struct chosen *chosen,
                 const struct result *result, struct versus_field *out, struct failure *failure);

#endif
