// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/verify/pattern.h"

#include <string.h>

static uint64_t split_mix(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void pattern_fill(uint8_t *out, size_t bytes, uint64_t key) {
    uint64_t state = key;
    while (bytes >= sizeof state) {
        uint64_t word = split_mix(&state);
        memcpy(out, &word, sizeof word);
        out += sizeof word;
        bytes -= sizeof word;
    }
    uint64_t last = split_mix(&state);
    memcpy(out, &last, bytes);
}

size_t pattern_first_difference(const uint8_t *a, const uint8_t *b, size_t bytes) {
    if (memcmp(a, b, bytes) == 0)
        return bytes;
    size_t i = 0;
    while (a[i] == b[i])
        i++;
    return i;
}
