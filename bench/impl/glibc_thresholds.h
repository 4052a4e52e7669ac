// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The sizes at which glibc's variants change their ways. Those in the C library are its own and
// nobody else may write them; the variants that the build has taken out of libc.a (installed.h)
// read ours, which can be set.
#ifndef IMPL_GLIBC_THRESHOLDS_H
#define IMPL_GLIBC_THRESHOLDS_H

#include <stdbool.h>

// Bytes; names as glibc's without its __x86_. The tunable of each stands beside it.
struct glibc_thresholds {
    long rep_movsb_threshold;      // from here `rep movsb` (glibc.cpu.x86_rep_movsb_threshold),
    long rep_movsb_stop_threshold; // up to here (no tunable),
    long shared_non_temporal_threshold; // from here non-temporal (…x86_non_temporal_threshold)
    long shared_cache_size_half;        // the same for ssse3 and avx512_no_vzeroupper: half of
                                        // glibc.cpu.x86_shared_cache_size
    int string_control; // 1: no `rep movsb` where dst is 64 bytes or less behind src
};

// Where the values come from.
enum glibc_thresholds_source {
    GLIBC_THRESHOLDS_LIBC,    // from the C library that runs, whatever set them there
    GLIBC_THRESHOLDS_ASSUMED, // it is of another build than the variants: some are what
                              // glibc 2.36 takes where nobody says otherwise
};

// What the C library of this process uses. Its variants are found by their code, which must be the
// same as that of ours, and their data by what that code names.
enum glibc_thresholds_source glibc_thresholds_read(struct glibc_thresholds *out);

// What the variants of ours use: for all of the process, from the next call on.
struct glibc_thresholds glibc_thresholds_get(void);
void glibc_thresholds_set(const struct glibc_thresholds *thresholds);

#endif
