// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What the commands that call implementations have in common: the options that choose who runs,
// where and at which sizes, and what follows from them.
#ifndef CLI_FIELD_H
#define CLI_FIELD_H

#include "bench/cli/axes.h"
#include "bench/cli/command.h"
#include "bench/task/stand.h"

// As typed.
struct field_flags {
    struct chosen chosen;
    const char *reference, *sizes, *cpu, *seed;
    const char *topology; // another machine to plan for; only where nothing is measured
    bool quick;
    bool sweep; // blobs lie at many places; not an option by itself
    bool best;  // without --impl, the best known and not everybody; no option either
};

// clang-format off
// The rows of a command that takes implementations of the user's own too; its options struct has a
// `struct chosen` at that offset.
#define CALLED_OPTIONS(AT)                                                                         \
    {"impl", 'i', "GLOB", OPTION_LIST, (AT) + offsetof(struct chosen, wanted),                     \
     "only implementations whose name matches, or one of\n"                                        \
     "your own: asm:PATH (assembled now), blob:PATH (raw\n"                                        \
     "code), so:PATH:SYMBOL; behind it may follow\n"                                               \
     ",align=N ,granule=N ,min=N ,isa=avx2+bmi2 ,name=NAME;\n"                                     \
     "repeat for more"},                                                                           \
    {"without", 0, "GLOB", OPTION_LIST, (AT) + offsetof(struct chosen, without), "leave these out"}

// What --sizes says where each of them is called.
#define FIELD_SIZES                                                                                \
    "multiples of 64 bytes: 64,4K,1M or first:last:step\n"                                        \
    "with step xK or +bytes (default: 64:64M:x2)"

// The rows of a command whose options struct has a `struct field_flags field`. What SIZES and QUICK
// choose differs from command to command, and so does their help.
#define FIELD_OPTIONS(OPTIONS, SIZES, QUICK)                                                       \
    CALLED_OPTIONS(offsetof(OPTIONS, field.chosen)),                                               \
    {"ref", 'r', "NAME", OPTION_TEXT, offsetof(OPTIONS, field.reference),                          \
     "the reference, which ratios are against; or one of\n"                                        \
     "your own, as with --impl (default: glibc)"},                                                 \
    {"sizes", 's', "LIST", OPTION_TEXT, offsetof(OPTIONS, field.sizes), SIZES},                    \
    {"cpu", 0, "CPU", OPTION_TEXT, offsetof(OPTIONS, field.cpu),                                   \
     "where to run, core:N or pu:N (default: the last core)"},                                     \
    {"seed", 0, "N", OPTION_TEXT, offsetof(OPTIONS, field.seed),                                   \
     "seed of everything random, 0 to 4294967295\n(default: drawn, and printed)"},                 \
    {"quick", 'q', NULL, OPTION_FLAG, offsetof(OPTIONS, field.quick), QUICK}
// clang-format on

struct field {
    struct topology *topology;
    struct registry registry;
    struct selection selection;
    size_t on_demand;             // that could run and were not asked for
    const struct impl **ceilings; // that are raced beside the selection; NULL: none
    struct stand_options stand;
    struct axes axes;     // what the stand's conditions point into
    struct mix_sizes mix; // what its plan's mix points to, where there is one
};

// Opens what the flags ask for. EXIT_NOTHING where nothing of the selection can run here.
bool field_open(const struct context *context, const struct field_flags *flags, struct field *out,
                struct failure *failure);
void field_close(struct field *field);

// The registry alone, for commands that only look.
bool field_open_registry(const struct context *context, const struct spec_list *specs,
                         struct registry *out, struct failure *failure);

// --seed N, drawn where there is none; --budget SECONDS, 0 where there is none.
bool field_parse_seed(const char *text, uint32_t *out, struct failure *failure);
bool field_parse_budget(const char *text, double *out, struct failure *failure);

// What goes into the patch slots of blobs that are to run at a place.
struct blob_mapping field_cache_sizes(const struct topology *topology,
                                      const struct cpu_place *place);

#endif
