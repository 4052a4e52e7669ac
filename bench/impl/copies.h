// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Copies written in C. Each file of them registers its rows with COPY(), so that a copy and its row
// are one piece of text:
//
//      COPY(sse2_example, IMPL_INTRINSIC, target("sse2"), .isa = CPU_BIT(CPU_SSE2),
//           .summary = "one line for people")
//      { …body with dst, src, n… }
//
// What the contract leaves out is as for a blob: any alignment, granule 64.
#ifndef IMPL_COPIES_H
#define IMPL_COPIES_H

#include "bench/impl/impl.h"
#include "loader/cpu.h"

struct copy_row {
    const char *name;
    enum impl_kind kind;
    memcpy_fn *fn;
    struct contract contract; // role, and an align or granule of 0, are the registry's to fill in
};

// The linker gathers pointers to the rows in this section and defines its bounds.
#define COPY_SECTION "memcpybench_copies"
extern const struct copy_row *const __start_memcpybench_copies[];
extern const struct copy_row *const __stop_memcpybench_copies[];

// A function for any processor that is compiled with nothing special.
#define PLAIN noinline

// The function never sees a sanitizer: what is raced is the same code in every build.
#define COPY(NAME, KIND, ATTRIBUTE, ...)                                                           \
    static memcpy_fn NAME;                                                                         \
    static const struct copy_row NAME##_row = {#NAME, KIND, NAME, {__VA_ARGS__}};                  \
    __attribute__((                                                                                \
        used, section(COPY_SECTION))) static const struct copy_row *const NAME##_row_pointer =     \
        &NAME##_row;                                                                               \
    __attribute__((ATTRIBUTE, noinline, no_sanitize("address", "undefined"))) static void *NAME(   \
        void *dst, const void *src, size_t n)

#endif
