// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What can run here: CPUID says what the processor has, XCR0 which registers the kernel saves, and
// arch_prctl(2) whether this process may use AMX tiles. A feature counts only when all that it
// needs agree.
#ifndef LOADER_CPU_H
#define LOADER_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A feature is a bit of a 64-bit set; asm/contract.inc has the same names and numbers.
enum cpu_feature {
    CPU_SSE2,
    CPU_SSE3,
    CPU_SSSE3,
    CPU_SSE4_1,
    CPU_AVX,
    CPU_AVX2,
    CPU_BMI1,
    CPU_BMI2,
    CPU_LZCNT,
    CPU_ERMS,
    CPU_FSRM,
    CPU_PREFETCHW,
    CPU_CLFLUSHOPT,
    CPU_CLWB,
    CPU_CLDEMOTE,
    CPU_AVX512F,
    CPU_AVX512BW,
    CPU_AVX512DQ,
    CPU_AVX512VL,
    CPU_AVX512VBMI,
    CPU_MOVDIRI,
    CPU_MOVDIR64B,
    CPU_AMX_TILE,
    CPU_RTM,
    CPU_FEATURES
};

#define CPU_BIT(feature) (UINT64_C(1) << (feature))

// The features that code in this process may use. Asks the kernel for AMX tiles where the processor
// has them; that permission is the process's for good.
uint64_t cpu_detect(void);

// "avx512f"; lower case. "unknown" for a number outside the enum.
const char *cpu_feature_name(enum cpu_feature feature);

// Reads names joined by commas or '+', in any case ("avx2,AVX512F"), into a set. An empty text is
// the empty set. False where a name is unknown; *unknown then points at it in the text and *length
// is its length.
bool cpu_parse(const char *text, uint64_t *set, const char **unknown, size_t *length);

// Writes the set's names joined by ',' and returns what snprintf would. The empty set is "-".
size_t cpu_format(uint64_t set, char *out, size_t size);

// The set without `masked`, and without what cannot be had once those are gone (no AVX2 without
// AVX). A set of a lesser machine, for tests.
uint64_t cpu_without(uint64_t set, uint64_t masked);

#endif
