// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Whether two results come from machines so alike that their ratios may be held against each other.
// The processor, the hypervisor, the last cache and the C library with its choice of memcpy, which
// the ratios are to, must be the same, and the pages under the buffers. The host's name, the
// kernel, the load and whatever was measured (the clock) may differ: a key with a measured
// frequency in it made 16 of 17 regressions of one project false.
#ifndef ANALYSE_COMPARABLE_H
#define ANALYSE_COMPARABLE_H

#include "bench/record/result.h"

enum { COMPARABLE_TEXT = 512, COMPARABLE_KEY = 13 };

// Names what differs, "processor (Zen 3 and Zen 4), libc (2.36 and 2.40)", or empties `out`. True
// where nothing does.
bool comparable_machines(const struct result *a, const struct result *b, char out[COMPARABLE_TEXT]);

// The same of fingerprints and the pages under the buffers, added to what `out` says already; and
// of one thing more that must be the same.
void comparable_fingerprints(char out[COMPARABLE_TEXT], const struct fingerprint *a,
                             size_t a_page_bytes, const struct fingerprint *b, size_t b_page_bytes);
void comparable_hold(char out[COMPARABLE_TEXT], const char *name, const char *a, const char *b);

// Twelve hex digits that machines have in common whose results may be compared, and no others.
void comparable_key(const struct fingerprint *machine, size_t page_bytes, char out[COMPARABLE_KEY]);

#endif
