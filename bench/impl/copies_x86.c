// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The x86-64 copies in C: inline assembly, where the loop is ours and the rest the compiler's, and
// intrinsics, where all but the choice of instructions is the compiler's.
#include "bench/impl/copies.h"

#include <immintrin.h>

COPY(rep_movsb_inline, IMPL_INLINE_ASM, PLAIN, .granule = 1,
     .summary = "the string instruction inside a C function") {
    void *to = dst;
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(src), "+c"(n) : : "memory");
    return dst;
}

// Both inline loops run one index from -n up to zero, as avx2_loop.asm does.
COPY(sse2_inline, IMPL_INLINE_ASM, target("sse2"), .isa = CPU_BIT(CPU_SSE2),
     .summary = "64 bytes a turn in four xmm registers") {
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

COPY(avx2_inline, IMPL_INLINE_ASM, target("avx2"), .isa = CPU_BIT(CPU_AVX2),
     .summary = "64 bytes a turn in two ymm registers") {
    char *to = (char *)dst + n;
    const char *from = (const char *)src + n;
    ptrdiff_t index = -(ptrdiff_t)n;
    if (index == 0)
        return dst;
    __asm__ volatile(".p2align 4\n"
                     "1:\n\t"
                     "vmovdqu (%[from],%[i]), %%ymm0\n\t"
                     "vmovdqu 32(%[from],%[i]), %%ymm1\n\t"
                     "vmovdqu %%ymm0, (%[to],%[i])\n\t"
                     "vmovdqu %%ymm1, 32(%[to],%[i])\n\t"
                     "add $64, %[i]\n\t"
                     "jnz 1b\n\t"
                     "vzeroupper"
                     : [i] "+r"(index)
                     : [from] "r"(from), [to] "r"(to)
                     : "xmm0", "xmm1", "memory", "cc");
    return dst;
}

COPY(sse2_intrinsics, IMPL_INTRINSIC, target("sse2"), .isa = CPU_BIT(CPU_SSE2),
     .summary = "64 bytes a turn, the compiler's own loop") {
    __m128i *to = dst;
    const __m128i *from = src;
    for (size_t i = 0; i < n / 16; i += 4) {
        __m128i a = _mm_loadu_si128(from + i);
        __m128i b = _mm_loadu_si128(from + i + 1);
        __m128i c = _mm_loadu_si128(from + i + 2);
        __m128i d = _mm_loadu_si128(from + i + 3);
        _mm_storeu_si128(to + i, a);
        _mm_storeu_si128(to + i + 1, b);
        _mm_storeu_si128(to + i + 2, c);
        _mm_storeu_si128(to + i + 3, d);
    }
    return dst;
}

COPY(avx2_intrinsics, IMPL_INTRINSIC, target("avx2"), .isa = CPU_BIT(CPU_AVX2),
     .summary = "64 bytes a turn, the compiler's own loop") {
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

COPY(avx512_intrinsics, IMPL_INTRINSIC, target("avx512f"), .isa = CPU_BIT(CPU_AVX512F),
     .summary = "64 bytes a turn, the compiler's own loop") {
    char *to = dst;
    const char *from = src;
    for (size_t i = 0; i < n; i += 64)
        _mm512_storeu_si512(to + i, _mm512_loadu_si512(from + i));
    return dst;
}

COPY(avx2_nt_intrinsics, IMPL_INTRINSIC, target("avx2"), .isa = CPU_BIT(CPU_AVX2), .align = 32,
     .flags = CONTRACT_NON_TEMPORAL, .summary = "streaming stores, the compiler's own loop") {
    __m256i *to = dst;
    const __m256i *from = src;
    for (size_t i = 0; i < n / 32; i += 2) {
        __m256i low = _mm256_load_si256(from + i);
        __m256i high = _mm256_load_si256(from + i + 1);
        _mm256_stream_si256(to + i, low);
        _mm256_stream_si256(to + i + 1, high);
    }
    _mm_sfence();
    return dst;
}
