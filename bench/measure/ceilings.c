// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/ceilings.h"

#include "loader/cpu.h"

#include <fnmatch.h>
#include <stdint.h>

struct family {
    const char *names;
    size_t from;   // bytes
    size_t widest; // so many widths of it
};

// The first that a name matches is its family.
static const struct family families[] = {
    {"load_*_pages", 1 << 20, 1},   {"store_nt_*_pages", 1 << 20, 1},
    {"store_nt_*", 1 << 20, 1},     {"store_rep_*", CEILINGS_FROM, 1},
    {"load_*", CEILINGS_FROM, 2},   {"store_*", CEILINGS_FROM, 2},
    {"*", CEILINGS_FROM, SIZE_MAX},
};

static const struct family *family_of(const struct impl *impl) {
    const struct family *f = families;
    while (fnmatch(f->names, impl->name, 0) != 0)
        f++;
    return f;
}

// Bytes a vector of its has.
static size_t width_of(const struct impl *impl) {
    if ((impl->contract.isa & CPU_BIT(CPU_AVX512F)) != 0)
        return 64;
    return (impl->contract.isa & (CPU_BIT(CPU_AVX) | CPU_BIT(CPU_AVX2))) != 0 ? 32 : 16;
}

bool ceilings_take(const struct impl *const *kernels, size_t count, size_t which, size_t bytes) {
    const struct family *family = family_of(kernels[which]);
    size_t wider = 0;
    for (size_t i = 0; i < count; i++)
        wider += family_of(kernels[i]) == family && width_of(kernels[i]) > width_of(kernels[which]);
    return bytes >= family->from && wider < family->widest;
}
