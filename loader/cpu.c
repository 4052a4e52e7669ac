// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "loader/cpu.h"

#include <cpuid.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/syscall.h>
#include <unistd.h>

// Where a feature's bit stands (Intel SDM vol. 2A, CPUID; AMD APM vol. 3, appendix E), the state
// components of XCR0 it needs, and the features it cannot be without.
struct feature_row {
    const char *name;
    unsigned leaf;
    char reg; // 'b', 'c' or 'd'
    unsigned char bit;
    uint64_t xcr0;
    uint64_t needs;
};

enum {
    XCR0_SSE_AVX = 0x6,
    XCR0_AVX512 = 0xe6,
    XCR0_AMX = 0x60000,
    AMX_TILE_DATA = 18,                // its component number
    REQUEST_XCOMP_PERMISSION = 0x1023, // ARCH_REQ_XCOMP_PERM, asm/prctl.h from Linux 5.16
};

static const struct feature_row features[CPU_FEATURES] = {
    [CPU_SSE2] = {"sse2", 1, 'd', 26, 0, 0},
    [CPU_SSE3] = {"sse3", 1, 'c', 0, 0, CPU_BIT(CPU_SSE2)},
    [CPU_SSSE3] = {"ssse3", 1, 'c', 9, 0, CPU_BIT(CPU_SSE3)},
    [CPU_SSE4_1] = {"sse4_1", 1, 'c', 19, 0, CPU_BIT(CPU_SSSE3)},
    [CPU_AVX] = {"avx", 1, 'c', 28, XCR0_SSE_AVX, 0},
    [CPU_AVX2] = {"avx2", 7, 'b', 5, XCR0_SSE_AVX, CPU_BIT(CPU_AVX)},
    [CPU_BMI1] = {"bmi1", 7, 'b', 3, 0, 0},
    [CPU_BMI2] = {"bmi2", 7, 'b', 8, 0, 0},
    [CPU_LZCNT] = {"lzcnt", 0x80000001, 'c', 5, 0, 0},
    [CPU_ERMS] = {"erms", 7, 'b', 9, 0, 0},
    [CPU_FSRM] = {"fsrm", 7, 'd', 4, 0, 0},
    [CPU_PREFETCHW] = {"prefetchw", 0x80000001, 'c', 8, 0, 0},
    [CPU_CLFLUSHOPT] = {"clflushopt", 7, 'b', 23, 0, 0},
    [CPU_CLWB] = {"clwb", 7, 'b', 24, 0, 0},
    [CPU_CLDEMOTE] = {"cldemote", 7, 'c', 25, 0, 0},
    [CPU_AVX512F] = {"avx512f", 7, 'b', 16, XCR0_AVX512, CPU_BIT(CPU_AVX2)},
    [CPU_AVX512BW] = {"avx512bw", 7, 'b', 30, XCR0_AVX512, CPU_BIT(CPU_AVX512F)},
    [CPU_AVX512DQ] = {"avx512dq", 7, 'b', 17, XCR0_AVX512, CPU_BIT(CPU_AVX512F)},
    [CPU_AVX512VL] = {"avx512vl", 7, 'b', 31, XCR0_AVX512, CPU_BIT(CPU_AVX512F)},
    [CPU_AVX512VBMI] = {"avx512vbmi", 7, 'c', 1, XCR0_AVX512, CPU_BIT(CPU_AVX512BW)},
    [CPU_MOVDIRI] = {"movdiri", 7, 'c', 27, 0, 0},
    [CPU_MOVDIR64B] = {"movdir64b", 7, 'c', 28, 0, 0},
    [CPU_AMX_TILE] = {"amx_tile", 7, 'd', 24, XCR0_AMX, 0},
    [CPU_RTM] = {"rtm", 7, 'b', 11, 0, 0},
};

static bool cpuid_bit(const struct feature_row *row) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid_count(row->leaf, 0, &a, &b, &c, &d))
        return false;
    unsigned reg = row->reg == 'b' ? b : row->reg == 'c' ? c : d;
    return (reg >> row->bit & 1) != 0;
}

static uint64_t read_xcr0(void) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    enum { OSXSAVE = 27 };
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c >> OSXSAVE & 1) == 0)
        return 0;
    unsigned low = 0, high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static bool kernel_permits_amx(void) {
    return syscall(SYS_arch_prctl, REQUEST_XCOMP_PERMISSION, AMX_TILE_DATA) == 0;
}

// Drops features whose own needs are not in the set, until nothing changes.
static uint64_t close_over_needs(uint64_t set) {
    uint64_t before = 0;
    do {
        before = set;
        for (unsigned f = 0; f < CPU_FEATURES; f++)
            if ((features[f].needs & ~set) != 0)
                set &= ~CPU_BIT(f);
    } while (set != before);
    return set;
}

uint64_t cpu_detect(void) {
    uint64_t xcr0 = read_xcr0();
    uint64_t set = 0;
    for (unsigned f = 0; f < CPU_FEATURES; f++)
        if (cpuid_bit(&features[f]) && (features[f].xcr0 & ~xcr0) == 0)
            set |= CPU_BIT(f);
    if ((set & CPU_BIT(CPU_AMX_TILE)) != 0 && !kernel_permits_amx())
        set &= ~CPU_BIT(CPU_AMX_TILE);
    return close_over_needs(set);
}

uint64_t cpu_without(uint64_t set, uint64_t masked) {
    return close_over_needs(set & ~masked);
}

const char *cpu_feature_name(enum cpu_feature feature) {
    return feature < CPU_FEATURES ? features[feature].name : "unknown";
}

bool cpu_parse(const char *text, uint64_t *set, const char **unknown, size_t *length) {
    uint64_t found = 0;
    while (*text != '\0') {
        size_t n = strcspn(text, ",+");
        unsigned f = 0;
        while (f < CPU_FEATURES &&
               (strlen(features[f].name) != n || strncasecmp(features[f].name, text, n) != 0))
            f++;
        if (f == CPU_FEATURES) {
            *unknown = text;
            *length = n;
            return false;
        }
        found |= CPU_BIT(f);
        text += n;
        if (*text != '\0' && text[1] != '\0')
            text++;
        else if (*text != '\0') { // a separator with nothing behind it
            *unknown = text;
            *length = 1;
            return false;
        }
    }
    *set = found;
    return true;
}

size_t cpu_format(uint64_t set, char *out, size_t size) {
    size_t used = 0;
    if (size > 0)
        out[0] = '\0';
    for (unsigned f = 0; f < CPU_FEATURES; f++) {
        if ((set & CPU_BIT(f)) == 0)
            continue;
        int n = snprintf(used < size ? out + used : NULL, used < size ? size - used : 0, "%s%s",
                         used > 0 ? "," : "", features[f].name);
        used += (size_t)n;
    }
    return used > 0 ? used : (size_t)snprintf(out, size, "-");
}
