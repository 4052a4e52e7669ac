// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/flush_x86.h"

#include <immintrin.h>
#include <stdint.h>

enum { LINE = 64 }; // what CPUID says a flush takes, on every x86-64 processor there is

// The first byte of the first line.
static uint8_t *first_line(const void *at) {
    return (uint8_t *)((uintptr_t)at / LINE * LINE);
}

__attribute__((target("clflushopt"))) static size_t flush_opt(const void *at, const uint8_t *end) {
    size_t lines = 0;
    for (uint8_t *line = first_line(at); line < end; line += LINE, lines++)
        _mm_clflushopt(line);
    return lines;
}

static size_t flush_plain(const void *at, const uint8_t *end) {
    size_t lines = 0;
    for (uint8_t *line = first_line(at); line < end; line += LINE, lines++)
        _mm_clflush(line);
    return lines;
}

size_t flush_lines(const void *at, size_t bytes, bool has_clflushopt) {
    const uint8_t *end = (const uint8_t *)at + bytes;
    return has_clflushopt ? flush_opt(at, end) : flush_plain(at, end);
}

void flush_wait(void) {
    _mm_mfence(); // clflushopt is ordered by fences alone
    _mm_sfence();
}
