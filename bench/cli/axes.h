// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The conditions of a race, as people ask for them: lists that are combined with each other, or a
// map of offsets.
#ifndef CLI_AXES_H
#define CLI_AXES_H

#include "bench/base/failure.h"
#include "bench/cli/command.h"
#include "bench/measure/condition.h"

// As typed; NULL: the default alone.
struct axes_flags {
    const char *mode, *align, *delta, *page, *map;
    bool warm, no_warm;
};

// clang-format off
// The rows of a command whose options struct has a `struct axes_flags axes`.
#define AXES_OPTIONS(OPTIONS)                                                                      \
    {"mode", 'm', "LIST", OPTION_TEXT, offsetof(OPTIONS, axes.mode),                               \
     "one or several, as hot,cold (default: hot); cold:\n"                                         \
     "all lines are flushed before each copy; read: dst is\n"                                      \
     "read behind each copy, within its time; no-warm: see\n"                                      \
     "--no-warm; mix: calls of random sizes up to each of\n--sizes"},                              \
    {"warm", 0, NULL, OPTION_FLAG, offsetof(OPTIONS, axes.warm),                                   \
     "hot batches follow an untimed call of their own\nimplementation (default)"},                 \
    {"no-warm", 0, NULL, OPTION_FLAG, offsetof(OPTIONS, axes.no_warm),                             \
     "they follow one of another implementation, and are\nshort: no-warm instead of hot in --mode"}, \
    {"align", 0, "LIST", OPTION_TEXT, offsetof(OPTIONS, axes.align),                               \
     "powers of two, 1 to 4096, that dst and src are\nmultiples of; below 64 of nothing larger (default: 64)"}, \
    {"delta", 0, "LIST", OPTION_TEXT, offsetof(OPTIONS, axes.delta),                               \
     "(dst - src) mod 4096, 0 to 4095, or 'drawn'\n(default: drawn, 1024 to 3072)"},               \
    {"page", 0, "LIST", OPTION_TEXT, offsetof(OPTIONS, axes.page),                                 \
     "4k, thp (huge where the kernel gives them) or huge\n(hugetlb pages) (default: thp)"},         \
    {"map", 0, "STEP", OPTION_TEXT, offsetof(OPTIONS, axes.map),                                   \
     "every STEP bytes, 4 to 32, an offset of src and of dst\nin a line, pages apart and aliased: heat maps"}
// clang-format on

struct axes {
    struct condition *conditions; // owned; each sound, no two alike
    size_t count;
    size_t unsound; // combinations asked for that cannot be: delta is no multiple of align
};

// All combinations of the lists.
bool axes_parse(const struct axes_flags *flags, struct axes *out, struct failure *failure);
void axes_free(struct axes *axes);

#endif
