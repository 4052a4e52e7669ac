// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/examine.h"

#include "bench/verify/pattern.h"

#include <string.h>

enum { WORD = 8 };

static const uint64_t quiet_double = UINT64_C(1) << 51;
static const uint32_t quiet_single = UINT32_C(1) << 22;

// A load into an x87 register, or an arithmetic move, makes a signalling NaN quiet and changes
// nothing else.
static bool is_quieted(const struct copy *c, size_t i) {
    for (size_t back = 0; back < WORD && back <= i; back++) {
        uint64_t want = 0, is = 0;
        uint32_t want_low = 0, is_low = 0;
        size_t left = c->n - (i - back);
        memcpy(&want, c->want + i - back, left < WORD ? left : WORD);
        memcpy(&is, c->after + c->at + i - back, left < WORD ? left : WORD);
        memcpy(&want_low, &want, sizeof want_low);
        memcpy(&is_low, &is, sizeof is_low);
        bool double_nan = (want >> 52 & 0x7ff) == 0x7ff,
             single_nan = (want_low >> 23 & 0xff) == 255;
        if ((double_nan && (want ^ is) == quiet_double) ||
            (single_nan && (want_low ^ is_low) == quiet_single))
            return true;
    }
    return false;
}

// Whether the count has lost its upper bits.
static bool truncated(const struct copy *c, size_t copied, struct fault *out) {
    const size_t narrow[] = {c->n & UINT8_MAX, c->n & UINT16_MAX, c->n & UINT32_MAX};
    for (size_t i = 0; i < sizeof narrow / sizeof *narrow; i++)
        if (narrow[i] == copied)
            return !fault_is(out, FINDING_TRUNCATED_COUNT,
                             "copied %zu of %zu bytes: the count's low %d bits", copied, c->n,
                             8 << i);
    return false;
}

// Whether bytes were left as they had been: all, those from some byte on, or a hole.
static bool left_out(const struct copy *c, size_t first, struct fault *out) {
    enum { HOLE = 4 }; // bytes that stay as they were by no chance
    const uint8_t *is = c->after + c->at + first, *was = c->before + c->at + first;
    size_t left = c->n - first, same = pattern_first_difference(is, was, left);
    if (same < left && same < HOLE)
        return false;
    if (same < left)
        return !fault_is(out, FINDING_SHORT_COPY,
                         "left %zu bytes as they were, from byte %zu of %zu on", same, first, c->n);
    if (first == 0)
        return !fault_is(out, FINDING_NO_COPY, "copied nothing of %zu bytes", c->n);
    return truncated(c, first, out) ||
           !fault_is(out, FINDING_SHORT_COPY, "copied %zu of %zu bytes, the last %zu are missing",
                     first, c->n, left);
}

// Bytes that stand elsewhere in the source have been moved to the wrong place.
static bool displaced(const struct copy *c, size_t first, struct fault *out) {
    if (c->n - first < WORD)
        return true;
    const uint8_t *found = memmem(c->around, c->around_bytes, c->after + c->at + first, WORD);
    const uint8_t *again =
        found != NULL ? memmem(found + 1, (size_t)(c->around + c->around_bytes - found - 1),
                               c->after + c->at + first, WORD)
                      : NULL;
    if (found == NULL || again != NULL) // nowhere, or in more places than one, as zeros are
        return true;
    return fault_is(out, FINDING_WRONG_DATA, "byte %zu of %zu holds what belongs at byte %td",
                    first, c->n, found - c->want);
}

bool examine_copy(const struct copy *c, struct fault *out) {
    size_t first = pattern_first_difference(c->after + c->at, c->want, c->n);
    if (first == c->n)
        return true;
    out->byte = c->after + c->at + first;
    if (left_out(c, first, out) || !displaced(c, first, out))
        return false;
    if (is_quieted(c, first))
        return fault_is(out, FINDING_WRONG_DATA,
                        "byte %zu of %zu: a signalling NaN became a quiet one, as through a "
                        "floating-point register",
                        first, c->n);
    return fault_is(out, FINDING_WRONG_DATA, "byte %zu of %zu is 0x%02x, should be 0x%02x", first,
                    c->n, c->after[c->at + first], c->want[first]);
}

bool examine_around(const struct copy *c, size_t from, size_t to, struct fault *out) {
    size_t i = from + pattern_first_difference(c->after + from, c->before + from, to - from);
    if (i == to)
        return true;
    out->byte = c->after + i;
    if (i < c->at)
        return fault_is(out, FINDING_UNDERRUN, "wrote %zu bytes below dst", c->at - i);
    return fault_is(out, FINDING_OVERRUN, "wrote %zu bytes past the end of dst",
                    i - (c->at + c->n) + 1);
}
