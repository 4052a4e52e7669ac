// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// A small result that nobody measured, every field of it known.
#ifndef TESTS_MADE_RESULT_H
#define TESTS_MADE_RESULT_H

#include "bench/record/result.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

// Samples of `blocks` blocks with `rounds` rounds each, all alike.
static inline struct cell_samples made_samples(size_t blocks, size_t rounds, double ns,
                                               double ref_ns) {
    struct cell_samples s = {.block_count = blocks, .round_count = blocks * rounds};
    for (size_t b = 0; b < blocks; b++)
        s.blocks[b] = (struct block){.code_offset = 64 + 16 * b,
                                     .src_offset = 640 * b,
                                     .dst_offset = 640 * b + 2048,
                                     .first = b * rounds,
                                     .count = rounds};
    for (size_t i = 0; i < s.round_count; i++)
        s.rounds[i] = (struct round){.ns = ns, .ref_ns = ref_ns, .probe = 0.2};
    s.cpu_ns = ns * 1.01;
    s.calls = 100;
    s.ref_calls = 101;
    return s;
}

static inline struct result_row *made_row(struct result *result, const char *impl,
                                          enum impl_kind kind, size_t bytes, double ns,
                                          double ref_ns) {
    struct result_row *row = &result->rows[result->row_count++];
    *row = (struct result_row){.kind = kind,
                               .bytes = bytes,
                               .bytes_mean = (double)bytes,
                               .condition = condition_default,
                               .page_bytes = 4096,
                               .samples = made_samples(4, 3, ns, ref_ns)};
    snprintf(row->impl, sizeof row->impl, "%s", impl);
    if (kind == IMPL_BLOB)
        memset(row->sha256, 'a', sizeof row->sha256 - 1);
    return row;
}

static inline struct result_impl *made_impl(struct result *result, const char *name,
                                            enum impl_kind kind) {
    struct result_impl *impl = &result->impls[result->impl_count++];
    *impl = (struct result_impl){.kind = kind,
                                 .certificate = {.passed = true, .calls = 1234, .seconds = 0.25}};
    snprintf(impl->name, sizeof impl->name, "%s", name);
    if (kind == IMPL_BLOB)
        memset(impl->sha256, 'a', sizeof impl->sha256 - 1);
    return impl;
}

static inline struct fingerprint made_machine(void) {
    return (struct fingerprint){
        .host = "anvil",
        .cpu_vendor = "GenuineIntel",
        .cpu_model_name = "Some Processor @ 2.00GHz",
        .cpu_family = 6,
        .cpu_model = 143,
        .cpu_stepping = 8,
        .microcode = "0x1",
        .hypervisor = "KVM",
        .shape = {.cores = 2,
                  .threads = 4,
                  .nodes = 1,
                  .threads_per_core = 2,
                  .caches = {{1, 'd', 49152, 2}, {2, 'u', 2097152, 2}, {3, 'u', 33554432, 4}},
                  .cache_count = 3},
        .place = {.os_index = 3, .core = 1, .node = 0},
        .core_hz = 2.0e9,
        .page_bytes = 4096,
        .huge_pages = "madvise",
        .kernel = "Linux 6.1",
        .libc = "glibc 2.36",
        .libc_variant = "evex_unaligned_erms",
        .compiler = "GNU 12",
        .commit = "0123456",
    };
}

// Room for 8 implementations and 64 rows; none made yet.
static inline struct result made_result(void) {
    struct result result;
    struct failure failure;
    assert_true(result_init(&result, 8, 64, &failure));
    result.machine = made_machine();
    snprintf(result.date, sizeof result.date, "2026-01-02T03:04:05+00:00");
    snprintf(result.command, sizeof result.command, "memcpybench run --quick");
    snprintf(result.reference, sizeof result.reference, "glibc");
    result.seed = 42;
    result.page_bytes = 4096;
    result.wall_seconds = 12.5;
    result.setup_seconds = 0.125;
    result.verify_seconds = 2.25;
    result.measure_seconds = 10;
    result.timed_seconds = 8.75;
    result.peak_memory_bytes = 150 << 20;
    return result;
}

#endif
