// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// One call that the verifier makes, described so that it can be made again.
#ifndef VERIFY_PROBE_H
#define VERIFY_PROBE_H

#include "bench/base/failure.h"

#include <stddef.h>
#include <stdint.h>

// What dst holds before the call.
enum probe_fill {
    FILL_OLD, // whatever an earlier call or the background left there
    FILL_ZERO,
    FILL_INVERSE, // of src, bit by bit
    FILL_ALMOST,  // src with one byte different
    PROBE_FILLS
};

// Where the buffers lie.
enum probe_place {
    PLACE_ROOMS,   // src and dst in guarded rooms of their own
    PLACE_SAME,    // dst == src
    PLACE_NOWHERE, // n is 0 and both pointers lead nowhere
    PLACE_2G,      // each across an address of 2^31
    PLACE_4G,      // across 2^32
    PLACE_FAR,     // more than 4 GiB long
    PLACE_TIMED,   // the buffers of the race
    PLACE_WATCHED, // the rooms, while another core looks on
    PROBE_PLACES
};

struct probe {
    size_t n;
    size_t dst_at, src_at; // offsets in the place's two areas
    unsigned entry;        // index into impl.entries
    enum probe_fill fill;
    enum probe_place place;
    uint64_t key; // of what the rooms hold and of the registers' poison; of a timed call, which
                  // of them it is
};

enum { PROBE_TEXT = 160 };

// "n=128,dst=33,src=5,entry=2,fill=zero,place=same,key=77"; what is 0, old or rooms is left out of
// entry, fill and place.
void probe_format(const struct probe *probe, char out[PROBE_TEXT]);

// Reads such a text; what is left out is 0. Only PLACE_ROOMS, PLACE_SAME and PLACE_NOWHERE can be
// asked for. Offsets must leave room for n (ROOMS_BYTES).
bool probe_parse(const char *text, struct probe *out, struct failure *failure);

#endif
