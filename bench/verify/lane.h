// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Making one call through the trampoline and looking at everything it did. Runs in the child.
#ifndef VERIFY_LANE_H
#define VERIFY_LANE_H

#include "bench/impl/impl.h"
#include "bench/verify/log.h"
#include "bench/verify/rooms.h"
#include "bench/verify/trampoline.h"

// The upper 16 bits of a register that holds rubbish: no address has them.
enum { LANE_POISON = 0x5a5a };

// Memory that may be a destination, and what it should hold.
struct lane_area {
    uint8_t *is;
    uint8_t *should;
    size_t bytes;
};

// What the registers hold that carry no argument. Where it is rubbish a few calls find the others
// all the same; the probe's key says which.
enum lane_registers { REGISTERS_RUBBISH, REGISTERS_ZEROS, REGISTERS_ONES, REGISTERS_SMALL };

struct lane {
    const struct impl *impl;
    const struct rooms *rooms;
    struct verify_log *log;
    uint64_t features; // enum trampoline_feature
    enum lane_registers registers;
    uint64_t key; // of the content the areas hold and of the calls since: see lane_refill()
    struct lane_area room, edges[ROOMS_BOUNDARIES];
    uint8_t vectors[TRAMPOLINE_VECTORS + 64]; // poison
    uint8_t caller[ROOMS_CALLER];             // what the caller's stack should hold
};

// False where there is no memory.
bool lane_open(struct lane *out, const struct impl *impl, const struct rooms *rooms,
               struct verify_log *log);
void lane_close(struct lane *lane);

// New content for all areas. The low 16 bits of a probe's key count the calls since, the others are
// the content's.
void lane_refill(struct lane *lane, uint64_t key);

// Whether a probe fits its place, which is one of those that a lane has.
bool lane_holds(const struct lane *lane, const struct probe *probe);

// Whether it is inside the contract as well.
bool lane_allows(const struct lane *lane, const struct probe *probe);

// A call that is ready to be made: the memory is prepared, the registers are chosen.
struct lane_call {
    struct probe probe;
    const struct lane_area *area; // that dst lies in, or NULL
    uint8_t *dst;
    const uint8_t *src;
    const uint8_t *around; // memory that src lies in
    size_t around_bytes;
    uint64_t fn, flags;
    uint64_t dirty;           // TRAMPOLINE_DIRTY: it finds the upper halves of vectors in use
    const uint8_t *vectors;   // TRAMPOLINE_VECTORS bytes
    struct arch_state before; // what a callee must preserve, and the other registers' poison
};

// Gives the probe the next key and writes the call down in the log.
void lane_prepare(struct lane *lane, struct probe *probe, struct lane_call *out);

// The same for memory that is none of the lane's, and no area's. The key stays the probe's; what
// dst holds before and after is the caller's affair.
void lane_prepare_elsewhere(struct lane *lane, const struct probe *probe, uint8_t *dst,
                            const uint8_t *src, struct lane_call *out);

// Makes a prepared call through the trampoline. Returns what it left in the processor, until the
// next call.
const struct arch_state *lane_enter(struct lane *lane, struct lane_call *call);

// Checks what a call did; false, with log->fault, where it showed a fault. The book then holds what
// the memory should.
bool lane_conclude(struct lane *lane, const struct lane_call *call, const struct arch_state *after);

// Checks the processor's state and the caller's stack only.
bool lane_conclude_state(struct lane *lane, const struct lane_call *call,
                         const struct arch_state *after);

// Prepares, enters and concludes.
bool lane_call(struct lane *lane, struct probe *probe);

// Makes the next call one that had this key.
void lane_rewind(struct lane *lane, uint64_t key);

// Looks at all of every area, for what was written far from any dst.
bool lane_check_all(struct lane *lane);

#endif
