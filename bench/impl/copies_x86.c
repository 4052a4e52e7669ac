// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The x86-64 copies in C: inline assembly and intrinsics.
#include "bench/impl/copies.h"

#include <immintrin.h>

// Idea: what avx2_loop does, spelled as a C function: the compiler owns the prologue, the loop is
// ours.
COPY(sse2_inline, IMPL_INLINE_ASM, "sse2", "64 bytes a turn in four xmm registers",
     CPU_BIT(CPU_SSE2)) {
    char *to = (char *)dst + n;
    const char *from = (const char *)src + n;
    ptrdiff_t index = -(ptrdiff_t)n;
    if (index == 0)
        return dst;
    __asm__ volatile(".p2align 4\n"
                     "1:\n\t"
                     "movups (%[from],%[i]), %%xmm0\n\t"
                     "movups 16(%[from],%[i]), %%xmm1\n\t"
                     "movups 32(%[from],%[i]), %%xmm2\n\t"
                     "movups 48(%[from],%[i]), %%xmm3\n\t"
                     "movups %%xmm0, (%[to],%[i])\n\t"
                     "movups %%xmm1, 16(%[to],%[i])\n\t"
                     "movups %%xmm2, 32(%[to],%[i])\n\t"
                     "movups %%xmm3, 48(%[to],%[i])\n\t"
                     "add $64, %[i]\n\t"
                     "jnz 1b"
                     : [i] "+r"(index)
                     : [from] "r"(from), [to] "r"(to)
                     : "xmm0", "xmm1", "xmm2", "xmm3", "memory", "cc");
    return dst;
}

// Idea: the plainest use of intrinsics; registers, addressing and unrolling are the compiler's
// choice.
COPY(avx2_intrinsics, IMPL_INTRINSIC, "avx2", "64 bytes a turn, the compiler's own loop",
     CPU_BIT(CPU_AVX2)) {
    __m256i *to = dst;
    const __m256i *from = src;
    for (size_t i = 0; i < n / 32; i += 2) {
        __m256i low = _mm256_loadu_si256(from + i);
        __m256i high = _mm256_loadu_si256(from + i + 1);
        _mm256_storeu_si256(to + i, low);
        _mm256_storeu_si256(to + i + 1, high);
    }
    return dst;
}
