// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Where the code of a gate's pairs lies. Both of a pair have the same offsets in their pages, each
// of their contracts' places in a line twice: once the base on the page before the candidate's and
// once behind it. So neither gains by its place, and blocks that take the entries in turn see every
// combination. What the linker has placed (libraries, libc, C) stays where it is.
#ifndef TASK_GATE_CODE_H
#define TASK_GATE_CODE_H

#include "bench/impl/registry.h"

// A pair as it was brought. A canary's candidate is its base, of which it gets a copy, and so is
// that of a newcomer, which has nothing to be compared with.
struct gate_pair {
    const struct impl *base, *candidate;
};

struct gate_code {
    struct impl *impls; // of pair i the base at 2 i and the candidate at 2 i + 1, then the anchor
    size_t pair_count;
    struct code_arena arena;
};

// Maps them anew. `mapping` says what goes into patch slots.
bool gate_code_open(struct gate_code *out, const struct gate_pair *pairs, size_t count,
                    const struct impl *anchor, const struct blob_mapping *mapping,
                    struct failure *failure);
void gate_code_close(struct gate_code *code);

// What a call loop has to be far from; points into *code.
struct registry gate_code_registry(const struct gate_code *code);

// The frozen kernel, without a place yet: bytes that never change.
struct impl gate_anchor(void);

#endif
