// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Bytes that never repeat, from a key: no displacement of a copy can go unseen by a period.
#ifndef VERIFY_PATTERN_H
#define VERIFY_PATTERN_H

#include <stddef.h>
#include <stdint.h>

// Fills out[0..bytes) with the key's stream (SplitMix64, splitmix.h).
void pattern_fill(uint8_t *out, size_t bytes, uint64_t key);

// The same from the stream's byte `position` on, a multiple of 8.
void pattern_fill_from(uint8_t *out, size_t bytes, uint64_t key, size_t position);

// Puts signalling NaNs, of 32 and of 64 bits, into one aligned word in sixteen: moving them through
// a floating-point register changes them.
void pattern_add_nans(uint8_t *out, size_t bytes, uint64_t key);

// The first i below bytes where out[i] is not the stream's byte position + i, or bytes. Both are
// multiples of 8.
size_t pattern_first_fault(const uint8_t *out, size_t bytes, uint64_t key, size_t position);

// The first i below bytes where a[i] differs from b[i], or bytes.
size_t pattern_first_difference(const uint8_t *a, const uint8_t *b, size_t bytes);

#endif
