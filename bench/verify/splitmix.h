// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a counter, scrambled, so that any element of its
// stream can be had at once. All that the verifier draws comes from it.
#ifndef VERIFY_SPLITMIX_H
#define VERIFY_SPLITMIX_H

#include <stdint.h>

// What the counter goes on by.
#define SPLITMIX_STEP UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t splitmix_scramble(uint64_t z) {
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

#endif
