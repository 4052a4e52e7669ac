// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Which calls are made through the trampoline, and in which order. Runs in the child.
#ifndef VERIFY_SWEEP_H
#define VERIFY_SWEEP_H

#include "bench/verify/lane.h"

enum sweep_stop {
    SWEEP_GO_ON,
    SWEEP_ENOUGH,  // what is drawn at random may end
    SWEEP_AT_ONCE, // everything ends: it takes far too long
};

// Whether a contract's smallest sizes fit into a room. One that begins above is verified only as it
// will be timed.
bool sweep_has_room(const struct contract *contract);

// Bytes a room should have for a contract, ROOMS_BYTES at least.
size_t sweep_room_bytes(const struct contract *contract);

// A fixed set of calls that meets every size to 4,400 bytes, every pair of alignments, flush
// buffers, every distance that aliases, n = 0, dst == src and the boundaries of 32 bits; then calls
// drawn at random until `most` have been made or log->stop says so. Where it is sparse the fixed
// set has one in seven of the pairs of alignments at each size but the smallest, others at the
// next. Makes no call where there is no room. False, with log->fault, at the first fault.
bool sweep_run(struct lane *lane, uint64_t seed, uint64_t most, bool sparse);

#endif
