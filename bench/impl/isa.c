// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/impl/isa.h"

#include "loader/cpu.h"

#include <string.h>
#include <strings.h>

static const struct level {
    const char *name;
    uint64_t adds; // to the level before it
} levels[] = {
    {"sse2", CPU_BIT(CPU_SSE2)},
    // From Haswell and Zen on; later ones have more of it.
    {"avx2", CPU_BIT(CPU_SSE3) | CPU_BIT(CPU_SSSE3) | CPU_BIT(CPU_SSE4_1) | CPU_BIT(CPU_AVX) |
                 CPU_BIT(CPU_AVX2) | CPU_BIT(CPU_BMI1) | CPU_BIT(CPU_BMI2) | CPU_BIT(CPU_LZCNT) |
                 CPU_BIT(CPU_ERMS) | CPU_BIT(CPU_FSRM) | CPU_BIT(CPU_PREFETCHW) |
                 CPU_BIT(CPU_CLFLUSHOPT) | CPU_BIT(CPU_CLWB) | CPU_BIT(CPU_RTM)},
    {"avx512", CPU_BIT(CPU_AVX512F) | CPU_BIT(CPU_AVX512BW) | CPU_BIT(CPU_AVX512DQ) |
                   CPU_BIT(CPU_AVX512VL) | CPU_BIT(CPU_AVX512VBMI) | CPU_BIT(CPU_CLDEMOTE) |
                   CPU_BIT(CPU_MOVDIRI) | CPU_BIT(CPU_MOVDIR64B)},
};

enum { LEVELS = sizeof levels / sizeof *levels };

// The set of a level; 0 for what is none.
static uint64_t level_of(const char *word, size_t length) {
    uint64_t set = 0;
    for (size_t i = 0; i < LEVELS; i++) {
        set |= levels[i].adds;
        if (strlen(levels[i].name) == length && strncasecmp(levels[i].name, word, length) == 0)
            return set;
    }
    return 0;
}

// One name, level or feature.
static bool add_word(const char *word, size_t length, uint64_t *set) {
    char name[32];
    const char *unknown = NULL;
    size_t its_length = 0;
    uint64_t found = level_of(word, length);
    if (found == 0 && length > 0 && length < sizeof name) {
        memcpy(name, word, length);
        name[length] = '\0';
        if (!cpu_parse(name, &found, &unknown, &its_length))
            return false;
    }
    *set |= found;
    return found != 0;
}

bool isa_parse(const char *text, uint64_t *set, struct failure *failure) {
    *set = 0;
    for (const char *word = text;;) {
        size_t length = strcspn(word, ",+");
        if (!add_word(word, length, set))
            return failure_set(failure, EXIT_USAGE,
                               "--isa '%.60s': '%.*s' is neither a level nor a feature (sse2, avx2 "
                               "or avx512, or names as in `memcpybench list`)",
                               text, length < 40 ? (int)length : 40, word);
        word += length;
        if (*word == '\0')
            return true;
        word++;
    }
}
