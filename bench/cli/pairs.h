// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// --base and --candidate: a name or a spec each, or two directories of kernels and libraries,
// matched by name.
#ifndef CLI_PAIRS_H
#define CLI_PAIRS_H

#include "bench/cli/command.h"
#include "bench/record/result.h"
#include "bench/task/gate_cells.h"

// What one of the user's own lives on.
struct pair_source {
    char *text; // its spec
    struct spec spec;
    struct brought brought;
};

// As typed.
struct pairs_wanted {
    const char *base, *candidate;
    const char *symbol; // the function of the directories' libraries; NULL: they are left out
};

struct pairs {
    struct registry registry;    // where a name was given; else empty
    struct pair_source *sources; // owned, as all below
    struct impl *impls;          // of the sources
    size_t source_count;
    struct gate_pair *pairs; // that can run here
    size_t count;
    struct gate_pair *newcomers; // the candidate's that have nothing to be compared with, each
    size_t newcomer_count;       // paired with itself; they can run here, at some of `sizes`
    const struct size_list *sizes;
    char (*notes)[RESULT_TEXT]; // who was left out, and why
    size_t note_count;
    struct failure fault; // the first of which base and candidate have different contracts: it is
                          // no pair, and the check ends with this; empty where there is none
};

// Reads, assembles and loads both. EXIT_USAGE where there is nothing to compare, EXIT_NOTHING where
// nothing of it can run here. The sizes are the check's and must outlive the pairs.
bool pairs_open(struct pairs *out, const struct pairs_wanted *wanted, const struct size_list *sizes,
                const struct context *context, struct failure *failure);
void pairs_close(struct pairs *pairs);

#endif
