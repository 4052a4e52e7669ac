// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/pattern.h"

#include "bench/verify/splitmix.h"

#include <string.h>

// The stream's i-th word: SplitMix64 counts, so that any of them can be had at once.
static uint64_t word_at(uint64_t key, uint64_t i) {
    return splitmix_scramble(key + (i + 1) * SPLITMIX_STEP);
}

enum { WORD = sizeof(uint64_t) };

void pattern_fill_from(uint8_t *out, size_t bytes, uint64_t key, size_t position) {
    for (size_t at = 0; at < bytes; at += WORD) {
        uint64_t word = word_at(key, (position + at) / WORD);
        memcpy(out + at, &word, bytes - at < WORD ? bytes - at : WORD);
    }
}

void pattern_fill(uint8_t *out, size_t bytes, uint64_t key) {
    pattern_fill_from(out, bytes, key, 0);
}

void pattern_add_nans(uint8_t *out, size_t bytes, uint64_t key) {
    // Exponents all ones, the quiet bit clear, something below it.
    const uint64_t nan64 = UINT64_C(0x7ff0000000000001), keep64 = UINT64_C(0x8007ffffffffffff);
    const uint32_t nan32 = UINT32_C(0x7f800001), keep32 = UINT32_C(0x803fffff);
    enum { EVERY = 16 };
    for (size_t i = 0; i < bytes / WORD; i += EVERY) {
        uint64_t random = word_at(~key, i), word = (random & keep64) | nan64;
        uint32_t halves[2] = {((uint32_t)random & keep32) | nan32,
                              ((uint32_t)(random >> 32) & keep32) | nan32};
        size_t at = (i + random % EVERY) * WORD;
        if (at + WORD <= bytes)
            memcpy(out + at, (random >> 60 & 1) != 0 ? (const void *)&word : halves, WORD);
    }
}

size_t pattern_first_fault(const uint8_t *out, size_t bytes, uint64_t key, size_t position) {
    for (size_t at = 0; at < bytes; at += WORD) {
        uint64_t should = word_at(key, (position + at) / WORD);
        if (memcmp(out + at, &should, WORD) != 0)
            return at + pattern_first_difference(out + at, (const uint8_t *)&should, WORD);
    }
    return bytes;
}

size_t pattern_first_difference(const uint8_t *a, const uint8_t *b, size_t bytes) {
    if (memcmp(a, b, bytes) == 0)
        return bytes;
    size_t i = 0;
    while (a[i] == b[i])
        i++;
    return i;
}
