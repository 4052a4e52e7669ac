// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The memory that a memcpy under test works on: two rooms between guards, a stack of its own, and
// areas at addresses that go wrong in 32 bits. All of it is shared between the verifier and its
// child, so that either can look.
#ifndef VERIFY_ROOMS_H
#define VERIFY_ROOMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ROOMS_BYTES = 640 << 10,      // of each room, unless a contract begins above it
    ROOMS_GUARD = 1 << 20,        // unreadable, on either side of each room
    ROOMS_STACK = 64 << 10,       // that a callee may use
    ROOMS_STACK_GUARD = 64 << 20, // unreadable, below the stack
    ROOMS_CALLER = 4096,          // of the caller's stack, above it; must stay as it is
    ROOMS_EDGE = 16 << 10,        // of an area on either side of its boundary
    ROOMS_BOUNDARIES = 2,
    ROOMS_MAPS = 6,
};

struct rooms {
    size_t bytes;       // of each room
    const uint8_t *src; // read-only, as the callee sees it
    uint8_t *src_write; // the same memory, for us to fill
    uint8_t *dst;
    uint8_t *stack; // lowest byte of the callee's stack; ROOMS_STACK bytes, then ROOMS_CALLER
    uint8_t *boundaries[ROOMS_BOUNDARIES]; // areas that begin ROOMS_EDGE below 2^31 and 2^32 and
                                           // end as far above; NULL where that was taken
    // What is mapped.
    struct {
        void *start;
        size_t bytes;
    } maps[ROOMS_MAPS];
    size_t map_count;
};

// Maps everything; `bytes` is rounded up to pages. False, with errno, where there is no memory;
// an area at a boundary that is taken is only left out.
bool rooms_map(struct rooms *out, size_t bytes);
void rooms_unmap(struct rooms *rooms);

// rsp as a caller has it when it calls: 16-byte aligned, ROOMS_CALLER bytes of its own above.
static inline uint8_t *rooms_stack_top(const struct rooms *rooms) {
    return rooms->stack + ROOMS_STACK;
}

#endif
