// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Whether two pieces of code are one and the same function, linked at two places. The linker writes
// distances into code, to data and to other code, and these differ; all else must be equal, byte by
// byte.
#ifndef IMPL_TWIN_H
#define IMPL_TWIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Memory that may be read.
struct twin_range {
    const uint8_t *begin, *end;
};

// Called with the address of a datum that the one names and of what the other names in its place.
typedef void twin_visitor(void *context, const void *one, const void *other);

// Walks the code that branches reach from `one`, at most 16 KiB to either side of it, and what
// stands in its place at `other`, which is read nowhere but in `range`. True where all of it is the
// same; visit (or NULL) has then seen every pair of data, and may have seen some where it is not.
bool twin_compare(const uint8_t *one, const uint8_t *other, struct twin_range range,
                  twin_visitor *visit, void *context);

// The first twin of `one` in `range`; NULL where there is none.
const uint8_t *twin_find(const uint8_t *one, struct twin_range range, twin_visitor *visit,
                         void *context);

#endif
