// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/pattern.h"

#include <string.h>

// The stream's i-th word: SplitMix64 counts, so that any of them can be had at once.
static uint64_t word_at(uint64_t key, uint64_t i) {
    uint64_t z = key + (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

enum { WORD = sizeof(uint64_t) };

void pattern_fill(uint8_t *out, size_t bytes, uint64_t key) {
    for (size_t at = 0; at < bytes; at += WORD) {
        uint64_t word = word_at(key, at / WORD);
        memcpy(out + at, &word, bytes - at < WORD ? bytes - at : WORD);
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
