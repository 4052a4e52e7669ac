// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// The one loop that makes every timed call, on a page of its own that is equally far from
// everybody: more than 4 GiB from the program, from libc and from every blob. Distance matters: a
// near call of glibc's memcpy takes 4.9 cycles at 64 bytes, a far one 6.3 to 7.0; and calls between
// pages whose numbers agree in address bits 12 to 23 cost 40 more.
#ifndef MEASURE_CALL_LOOP_H
#define MEASURE_CALL_LOOP_H

#include "bench/base/failure.h"
#include "bench/impl/registry.h"
#include "loader/code_arena.h"

typedef void call_loop_fn(void *dst, const void *src, size_t n, memcpy_fn *fn, size_t calls);

struct call_loop {
    struct code_arena arena;
    call_loop_fn *run;
};

#define CALL_LOOP_FAR ((uintptr_t)1 << 32) // bytes

// Whether a loop at `loop` is far from the page of `target` and differs from it in bits 12 to 23.
bool call_loop_is_far(uintptr_t loop, uintptr_t target);

// Maps the loop far from every entry of the registry.
bool call_loop_map(struct call_loop *out, const struct registry *registry, struct failure *failure);
void call_loop_unmap(struct call_loop *loop);

#endif
