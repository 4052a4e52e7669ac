// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Looks for cliffs: neighbouring calls, alike but for a step of the size or of one pointer, of
// which one is slower by far. Pure: it asks for the speed of calls and knows nothing of how they
// are made.
#ifndef TASK_CLIFF_SEARCH_H
#define TASK_CLIFF_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

// A slower neighbour's speed is less than so much of the faster one's.
#define CLIFF_FALL 0.7

enum {
    CLIFF_PAGE = 4096,
    CLIFF_APART = 2048, // distance of the pages of src and dst at which neither aliases the other
    CLIFF_MOST = 64     // that are kept
};

// One call: dst and src are offsets mod 4096.
struct cliff_point {
    size_t n, src, dst;
};

// What changes between the two neighbours.
enum cliff_axis { CLIFF_SIZE, CLIFF_SRC, CLIFF_DST, CLIFF_AXES };

struct cliff {
    enum cliff_axis axis;
    struct cliff_point fast, slow;
    double fall; // the slower one's speed / the faster one's
};

// Where to look.
struct cliff_space {
    size_t smallest, largest; // sizes
    size_t granule, align;    // steps of sizes and of pointers, at least 1
};

// Bytes a nanosecond of a call; noise of a few percent does no harm. 0 ends the search.
typedef double cliff_speed_fn(void *context, const struct cliff_point *at);

// Steps each pointer through a line at several sizes an octave, both of them at each power of two,
// dst past src in a page, and the size at a few places. A step that falls is narrowed down by
// bisection: in size to the granule, an offset's to the least size that shows it. The same step is
// kept once. Returns how many cliffs out[] holds, the least sizes first.
size_t cliff_search(const struct cliff_space *space, cliff_speed_fn *speed, void *context,
                    struct cliff out[CLIFF_MOST]);

// "size", "src", "dst".
const char *cliff_axis_name(enum cliff_axis axis);

#endif
