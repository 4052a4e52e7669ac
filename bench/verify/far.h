// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Copies of more than 2 and 4 GiB, made of a few MiB of memory that is mapped again and again: a
// count that loses its upper half shows nowhere else. Runs in the child.
#ifndef VERIFY_FAR_H
#define VERIFY_FAR_H

#include "bench/verify/lane.h"

enum {
    FAR_UNIT = 2 << 20,        // bytes that are mapped again and again
    FAR_UNITS = (1 << 11) + 2, // of an area: 4 GiB and a little
};

// One side: all units but the last are the same memory.
struct far_area {
    uint8_t *start;
};

struct far {
    struct far_area src, dst;
};

// False, with errno, where there is no address space for it. It is given back when the child ends.
bool far_map(struct far *out);

// Copies a little more than 2 GiB and than 4 GiB; false, with log->fault, at a fault.
bool far_run(const struct far *far, struct lane *lane, uint64_t key);

#endif
